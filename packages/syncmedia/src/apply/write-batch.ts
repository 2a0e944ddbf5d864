import { errnoOf } from "@mediaroot/core/internal";
import type { WriteAction } from "../plan/sync-action.ts";
import { flushFiles } from "../disk/flush.ts";
import { discard } from "../disk/remove.ts";
import type { ApplyContext } from "./apply-context.ts";
import { attempt, type Run, timed } from "./apply-run.ts";
import type { Turn } from "./turn.ts";
import { applyWrite, recordOf, type StagedWrite } from "./apply-write.ts";
import type { Copier } from "./copier.ts";

/**
 * Files that are written together. To flush many at once takes a fraction of the time of one after another, and each must be on
 * disk before it gets its name: otherwise a power loss could leave a short file there.
 */
export interface WriteBatch {
  /** Copies a file to a temporary file, and puts all in place if the batch is full. */
  add(action: WriteAction): Promise<void>;
  /** Flushes the files and the journal to disk, and moves each file to its path; stops between two files when the run is interrupted. */
  put(): Promise<void>;
  /** The number of files that wait. */
  size(): number;
  /** Removes the temporary files. */
  discard(): void;
}

/** What a batch works with. */
export interface WriteBatchOptions {
  readonly turn: Turn;
  readonly copier: Copier;
}

const MAX_FILES = 5000;
const MAX_BYTES = 256_000_000;
const NO_ROOM = new Set(["ENOSPC", "EDQUOT"]);

export function createWriteBatch(context: ApplyContext, run: Run, { turn, copier }: WriteBatchOptions): WriteBatch {
  let staged: StagedWrite[] = [];
  let bytes = 0;
  let flushed = 0;

  const put = async (): Promise<void> => {
    const writes = staged;
    [staged, bytes] = [[], 0];
    if (writes.length === 0) return;
    if (turn.isInterrupted()) return discardAll(writes);
    flushed = writes.length;
    const failed = await flushWrites(context, writes);
    for (const [index, write] of writes.entries()) {
      await turn.pass();
      if (turn.isInterrupted()) return discardAll(writes.slice(index));
      flushed -= 1;
      timed(run, [write.action], () => {
        const error = failed.get(write.temporary);
        if (error !== undefined) throw error;
        applyWrite(context, write);
      });
    }
  };

  return {
    put,
    size: () => staged.length + flushed,
    async add(action) {
      const write = await attempt(run, action, () => stage(copier, action, put));
      if (write === undefined) return;
      staged.push(write);
      bytes += write.copy.size;
      if (staged.length >= MAX_FILES || bytes >= MAX_BYTES) await put();
    },
    discard() {
      discardAll(staged);
      staged = [];
    },
  };
}

function discardAll(writes: readonly StagedWrite[]): void {
  for (const { temporary } of writes) discard(temporary);
}

/** On a full disk the files that wait take the room that this one needs: they are put in place first, and none is copied ahead any more. */
async function stage(copier: Copier, action: WriteAction, put: () => Promise<void>): Promise<StagedWrite> {
  try {
    return await copier.stage(action);
  } catch (error) {
    if (!NO_ROOM.has(errnoOf(error) ?? "")) throw error;
    await copier.stop();
    await put();
    return copier.stage(action);
  }
}

/** @returns the error of each temporary file that is not safely on disk */
async function flushWrites(
  { journal }: ApplyContext,
  writes: readonly StagedWrite[],
): Promise<ReadonlyMap<string, Error>> {
  try {
    journal.add(...writes.map(({ action, copy }) => recordOf(action, copy)));
    journal.flush();
    return await flushFiles(writes.map(({ temporary }) => temporary));
  } catch (error) {
    return new Map(writes.map(({ temporary }) => [temporary, error as Error]));
  }
}
