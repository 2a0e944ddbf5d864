import { fileURLToPath } from "node:url";
import { isInternalFrame } from "../error.ts";

/** A frame of a stack (https://v8.dev/docs/stack-trace-api), or the `file:line` that Node prints above a syntax error. */
const FRAME = /^(?: +at (?:async )?(?:[^(]*\()?)?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?):(\d+)(?::\d+)?\)?$/;

/** @returns the `file:line` of the user's code at which an error was thrown, or Node found a syntax error; undefined if unknown */
export function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== "string") return undefined;
  for (const line of error.stack.replace(error.message, () => "").split("\n")) {
    const [, file, row] = isInternalFrame(line) ? [] : (FRAME.exec(line) ?? []);
    if (file !== undefined) return `${file.startsWith("file:") ? pathOf(file) : file}:${row}`;
  }
  return undefined;
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}
