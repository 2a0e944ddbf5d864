import { getBuiltinModule } from "node:process";
import type { Worker, WorkerOptions } from "node:worker_threads";

/**
 * Starts a second thread. It may fail at any time, and nobody is told: whoever starts one does without it what it has not done.
 *
 * @param module what it runs
 * @returns undefined if the system has no memory or no thread left
 */
export function startThread(module: string, options: WorkerOptions = {}): Worker | undefined {
  // Imported above, it would be loaded by the many runs that start no thread, too.
  const { Worker } = getBuiltinModule("node:worker_threads");
  try {
    const worker = new Worker(module, { ...options, execArgv: [] });
    worker.on("error", () => {});
    return worker;
  } catch {
    return undefined;
  }
}
