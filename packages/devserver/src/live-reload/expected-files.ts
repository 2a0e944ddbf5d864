import { existsSync } from "node:fs";

/** Requested files that are expected in directories that have appeared: a directory is seen before what is written into it. */
export interface ExpectedFiles {
  /** Expects more files. */
  add(files: readonly string[]): void;
  /** @returns the files that have come, each once, also those that were there when they were added */
  takeArrived(): readonly string[];
  /** The files that have not come. */
  missing(): readonly string[];
  /** Expects no file any more. */
  clear(): void;
}

/** Creates a set of expected files that is empty. */
export function createExpectedFiles(): ExpectedFiles {
  const expected = new Set<string>();
  return {
    add: (files) => files.forEach((file) => expected.add(file)),
    takeArrived() {
      const arrived = [...expected].filter((file) => existsSync(file));
      for (const file of arrived) expected.delete(file);
      return arrived;
    },
    missing: () => [...expected],
    clear: () => expected.clear(),
  };
}
