import { LOOKING_THREAD } from "../own-files.ts";
import { startThread, type ThreadOptions } from "../thread/start-thread.ts";
import { resetFlags, saveMemory } from "../v8-flags.ts";
import type { FilesToLookAt } from "./look-at-files.ts";

/**
 * Starts a thread that looks at files. It ends when it has done that, and no process waits for it.
 *
 * @param module what it runs
 * @returns gives it the files; undefined if it cannot be started
 */
export function startLookingThread(
  module: string = LOOKING_THREAD,
  options: ThreadOptions = {},
): ((files: FilesToLookAt) => void) | undefined {
  // Node has compiled its own modules under the default flags, and under others it compiles them anew. The thread saves memory again.
  resetFlags();
  const worker = startThread(module, options);
  if (worker === undefined) {
    saveMemory();
    return undefined;
  }
  worker.unref();
  return (files) => worker.postMessage(files);
}
