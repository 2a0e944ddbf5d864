// A worker thread that reads files of a publication again and again, as browsers do that have older pages open.
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parentPort } from "node:worker_threads";

/** The files to read from now on: the SHA-256 of each, by absolute path. */
export type Wanted = ReadonlyMap<string, string>;

/** What the worker answers, each time that it gets other files to read. */
export interface Read {
  /** How often it has read all of the files before. */
  readonly passes: number;
  /** What was missing or had other bytes. */
  readonly faults: readonly string[];
}

let wanted: Wanted = new Map();
let passes = 0;
const faults: string[] = [];

function faultOf(file: string, sha256: string): string | undefined {
  try {
    return hash("sha256", readFileSync(file)) === sha256 ? undefined : `${file} has other bytes`;
  } catch (error) {
    return String(error);
  }
}

parentPort?.on("message", (message: Wanted) => {
  parentPort?.postMessage({ passes, faults } satisfies Read);
  [wanted, passes] = [message, 0];
});

for (;;) {
  faults.push(...[...wanted].flatMap(([file, sha256]) => faultOf(file, sha256) ?? []));
  passes += 1;
  await nextTurn();
}
