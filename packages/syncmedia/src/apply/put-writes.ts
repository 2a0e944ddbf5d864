import { errnoOf } from "@mediaroot/core/internal";
import type { WriteAction } from "../plan/sync-action.ts";
import { flushFiles } from "../disk/flush.ts";
import { discard } from "../disk/remove.ts";
import type { ApplyContext } from "./apply-context.ts";
import { attempt, type Run } from "./apply-run.ts";
import { applyWrite, recordOf, type StagedWrite } from "./apply-write.ts";
import type { Turn } from "./turn.ts";

/** Options of `putWrites`. */
export interface PutOptions {
  readonly context: ApplyContext;
  readonly run: Run;
  readonly turn: Turn;
  /** Whether those for which there is no room are to be tried again. Otherwise that is recorded as their failure. */
  readonly retries: boolean;
  /** Called before each of them is moved. */
  readonly onEach: () => void;
}

const NO_ROOM = new Set(["ENOSPC", "EDQUOT"]);

/** Whether an error says that the disk, or what the user may have of it, is full. */
export function isNoRoom(error: unknown): boolean {
  return NO_ROOM.has(errnoOf(error) ?? "");
}

/** Removes the temporary files of some writes. */
export function discardAll(writes: readonly StagedWrite[]): void {
  for (const { temporary } of writes) discard(temporary);
}

/**
 * Flushes staged files and the journal to disk, and moves each file to its path; stops between two files when the run is interrupted.
 * No temporary file is left.
 *
 * @returns the actions that are to be tried again
 */
export async function putWrites(writes: readonly StagedWrite[], options: PutOptions): Promise<readonly WriteAction[]> {
  const { context, run, turn, onEach } = options;
  const again: WriteAction[] = [];
  const failed = await flushWrites(context, writes);
  for (const [index, write] of writes.entries()) {
    await turn.pass();
    if (turn.isInterrupted()) {
      discardAll(writes.slice(index));
      return [];
    }
    onEach();
    const isPut = await attempt(run, write.action, async () => putWrite(write, failed.get(write.temporary), options));
    if (isPut === true) run.done.push(write.action);
    else if (isPut === false) again.push(write.action);
  }
  return again;
}

/**
 * @param error why the file is not safely on disk
 * @returns false if it is to be tried again
 * @throws TARGET_CHANGED; system errors
 */
function putWrite(write: StagedWrite, error: Error | undefined, { context, retries }: PutOptions): boolean {
  try {
    if (error !== undefined) throw error;
    applyWrite(context, write);
    return true;
  } catch (reason) {
    discard(write.temporary);
    if (retries && isNoRoom(reason)) return false;
    throw reason;
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
