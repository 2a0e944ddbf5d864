import { readFileSync } from "node:fs";

/** @returns the text of a file; undefined if it cannot be read */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
