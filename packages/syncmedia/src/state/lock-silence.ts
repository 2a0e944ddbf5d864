import { statSync } from "node:fs";
import type { StateDirectory } from "./state-directory.ts";

/**
 * Watches whether the holder of a lock still refreshes its file. The time is measured here, since the clocks of two machines differ.
 *
 * @param silentMs after how long without a refresh the answer is true
 */
export function createLockSilence({ lock }: StateDirectory, silentMs: number): () => boolean {
  let seen: string | undefined;
  let since = 0;
  return () => {
    const stats = statSync(lock, { throwIfNoEntry: false });
    const now = stats && `${stats.ino} ${stats.mtimeMs}`;
    if (now !== seen) [seen, since] = [now, performance.now()];
    return now !== undefined && performance.now() - since >= silentMs;
  };
}
