import type { WriteAction } from "../plan/sync-action.ts";
import type { ApplyContext } from "./apply-context.ts";
import { attempt, type Run } from "./apply-run.ts";
import type { StagedWrite } from "./apply-write.ts";
import type { Copier } from "./copier.ts";
import { discardAll, isNoRoom, putWrites } from "./put-writes.ts";
import type { Turn } from "./turn.ts";

/**
 * Files that are written together. To flush many at once takes a fraction of the time of one after another, and each must be on
 * disk before it gets its name: otherwise a power loss could leave a short file there.
 */
export interface WriteBatch {
  /** Copies a file to a temporary file, and puts all in place if the batch is full. */
  add(action: WriteAction): Promise<void>;
  /** Puts all files that wait in place, as far as there is room for them; stops between two files when the run is interrupted. */
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

export function createWriteBatch(context: ApplyContext, run: Run, { turn, copier }: WriteBatchOptions): WriteBatch {
  let staged: StagedWrite[] = [];
  let [bytes, flushed] = [0, 0];
  let maxFiles = MAX_FILES;

  const put = async (): Promise<void> => {
    const writes = staged;
    [staged, bytes] = [[], 0];
    if (writes.length === 0) return;
    if (turn.isInterrupted()) return discardAll(writes);
    flushed = writes.length;
    const onEach = (): void => void (flushed -= 1);
    const again = await putWrites(writes, { context, run, turn, retries: maxFiles > 1, onEach });
    if (again.length > 0) await retry(again, writes.length);
  };

  /** On a full disk the files of a batch take the room that the journal needs for their records. So the next ones are smaller. */
  const retry = async (actions: readonly WriteAction[], batchSize: number): Promise<void> => {
    maxFiles = Math.max(1, Math.floor(batchSize / 2));
    await copier.stop();
    for (const action of actions) {
      await turn.pass();
      if (!turn.isInterrupted()) await add(action);
    }
    await put();
  };

  const add = async (action: WriteAction): Promise<void> => {
    const write = await attempt(run, action, () => stage(copier, action, put));
    if (write === undefined) return;
    staged.push(write);
    bytes += write.copy.size;
    if (staged.length >= maxFiles || bytes >= MAX_BYTES) await put();
  };

  const discard = (): void => {
    discardAll(staged);
    staged = [];
  };

  return { add, put, discard, size: () => staged.length + flushed };
}

/** On a full disk the files that wait take the room that this one needs: they are put in place first, and none is copied ahead any more. */
async function stage(copier: Copier, action: WriteAction, put: () => Promise<void>): Promise<StagedWrite> {
  try {
    return await copier.stage(action);
  } catch (error) {
    if (!isNoRoom(error)) throw error;
    await copier.stop();
    await put();
    return copier.stage(action);
  }
}
