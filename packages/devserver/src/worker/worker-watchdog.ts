import { Worker } from "node:worker_threads";

const LOOK_MS = 100;

/** What the thread knows of the front. */
interface Watched {
  readonly front: number;
  /** Removed with it: a front that was killed leaves it behind. Empty for none. */
  readonly directory: string;
  readonly everyMs: number;
}

/**
 * Ends this process when the front is gone. A process in an endless loop hears of nothing, so a thread looks.
 *
 * @param front the front's process id, which is this process's parent
 * @param directory the private directory of the sockets
 */
export function watchFront(front: number, directory: string): void {
  const workerData: Watched = { front, directory, everyMs: LOOK_MS };
  // A smaller young generation would be collected already while the thread starts.
  const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 4 };
  new Worker(`(${endWithFront.toString()})()`, { eval: true, workerData, resourceLimits }).unref();
}

/** Runs in the thread, from its own text: a module would be looked up and stripped once more at every start. */
function endWithFront(): void {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  const { rmSync } = process.getBuiltinModule("node:fs");
  const { front, directory, everyMs } = workerData as Watched;
  const isGone = (): boolean => {
    try {
      // On Windows the parent's id stays; elsewhere a dead parent may linger, but its children are handed on at once.
      return process.ppid !== front || !process.kill(front, 0);
    } catch {
      return true;
    }
  };
  setInterval(() => {
    if (!isGone()) return;
    try {
      // Another worker may still write there.
      if (directory !== "") rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    } finally {
      process.kill(process.pid, "SIGKILL");
    }
  }, everyMs);
}
