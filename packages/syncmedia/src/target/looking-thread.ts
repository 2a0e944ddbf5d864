import { getBuiltinModule } from "node:process";
import { LOOKING_THREAD } from "../own-files.ts";
import { resetFlags } from "../v8-flags.ts";
import type { FilesToLookAt } from "./look-at-files.ts";

/**
 * Starts a thread that looks at files. It ends when it has done that, and no process waits for it. If it fails, it ends too, and nobody
 * is told.
 *
 * @param module what it runs
 * @returns gives it the files
 * @throws Error if the system cannot start a thread
 */
export function startLookingThread(module: string = LOOKING_THREAD): (files: FilesToLookAt) => void {
  // Node has compiled its own modules under the default flags, and under others it compiles them anew. The thread saves memory again.
  resetFlags();
  // Loaded here, because most runs start no thread.
  const { Worker } = getBuiltinModule("node:worker_threads");
  const worker = new Worker(module, { execArgv: [] });
  worker.on("error", () => {});
  worker.unref();
  return (files) => worker.postMessage(files);
}
