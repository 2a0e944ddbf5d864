import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "../check/finding.ts";
import { count } from "../check/summarize-findings.ts";

/** How the project is checked, and the callback. */
export interface BackgroundCheckOptions {
  readonly check: () => Promise<readonly Finding[]>;
  /** Called once, if anything is wrong: `3 findings: devserver check`. */
  readonly onFound: (line: string) => void;
}

/** Browsers ask for the first page as soon as the server is ready. It has the processors to itself. */
const BEGIN_AFTER_MS = 1000;

/** @returns a function that checks the project a moment after its first call, and does nothing at later ones */
export function bindBackgroundCheck({ check, onFound }: BackgroundCheckOptions): () => void {
  let isBegun = false;
  const run = async (): Promise<void> => {
    await sleep(BEGIN_AFTER_MS, undefined, { ref: false });
    const { length } = await check();
    if (length > 0) onFound(`${count(length, "finding")}: devserver check`);
  };
  return () => {
    if (isBegun) return;
    isBegun = true;
    // It fails if the server has ended, or if the settings are broken, which the server itself reports.
    run().catch(() => {});
  };
}
