import path from "node:path";
import { changedAt } from "../link/own-writes.ts";

/** The user gets a warning after this many starts in a row. */
const ROW = 5;

/**
 * Notices that a file changes again during each start that it causes: then a program that the application runs writes it, and
 * the starts never end.
 *
 * @returns a function to be called after each start with its cause and its duration in milliseconds; it returns true once for
 *   such a row of starts
 */
export function createStartLoop(): (cause: string, durationMs: number) => boolean {
  let row = { file: "", count: 0 };
  return (cause, durationMs) => {
    const isChangedAgain = path.isAbsolute(cause) && changedAt(cause) > Date.now() - durationMs;
    const before = cause === row.file ? row.count : 0;
    row = { file: cause, count: isChangedAgain ? before + 1 : 0 };
    return row.count === ROW;
  };
}
