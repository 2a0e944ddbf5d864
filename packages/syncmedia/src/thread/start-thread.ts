import { availableParallelism } from "node:os";
import { getBuiltinModule } from "node:process";
import type { Worker, WorkerOptions } from "node:worker_threads";

/** Options of a second thread. */
export interface ThreadOptions extends Omit<WorkerOptions, "execArgv"> {
  /**
   * How many processors there are. With one of them no thread is started.
   *
   * @default those that this process may use
   */
  readonly processors?: number | undefined;
}

/**
 * Starts a second thread. It may fail at any time, and nobody is told: whoever starts one does without it what it has not done.
 *
 * @param module what it runs
 * @returns undefined if there is no second processor, or the system has no memory or no thread left
 */
export function startThread(
  module: string,
  { processors = availableParallelism(), ...options }: ThreadOptions = {},
): Worker | undefined {
  if (processors < 2) return undefined;
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
