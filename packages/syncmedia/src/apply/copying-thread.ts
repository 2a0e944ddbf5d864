import { COPYING_THREAD } from "../own-files.ts";
import { startThread } from "../thread/start-thread.ts";
import type { Copies, CopyMessage } from "./copy-orders.ts";

/** A second thread that copies files while this one does the rest of the work. */
export interface CopyingThread {
  /** @returns what it has copied of these files; nothing if it has ended */
  copy(message: CopyMessage): Promise<Copies>;
  /** Ends it at once, in the middle of a file too. */
  close(): Promise<void>;
}

/** To start a thread takes as long as to copy some hundred files. With fewer files than this it saves no time. */
const WORTHWHILE = 2000;
/** How much V8 lets new objects take before it collects garbage, in MB. What is needed to copy a file is garbage soon after. */
const YOUNG_MB = 2;

/**
 * Starts a thread that copies.
 *
 * @param files how many files there are to copy
 * @returns undefined if there is too little to do, or the thread cannot be started
 */
export function startCopyingThread(files: number): CopyingThread | undefined {
  if (files < WORTHWHILE) return undefined;
  const worker = startThread(COPYING_THREAD, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  if (worker === undefined) return undefined;
  const waiting: ((copies: Copies) => void)[] = [];
  let hasEnded = false;
  worker.on("message", (copies: Copies) => waiting.shift()?.(copies));
  worker.on("exit", () => {
    hasEnded = true;
    for (const answer of waiting.splice(0)) answer(new Map());
  });
  return {
    copy(message) {
      if (hasEnded) return Promise.resolve(new Map());
      worker.postMessage(message);
      return new Promise((resolve) => waiting.push(resolve));
    },
    async close() {
      await worker.terminate();
    },
  };
}
