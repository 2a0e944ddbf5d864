import { fileURLToPath } from "node:url";
import { contains } from "@mediaroot/core/media";
import { OWN_PACKAGES } from "../own-files.ts";
import type { ErrorReport, SourcePosition } from "./error-report.ts";

/** A line of a stack (https://v8.dev/docs/stack-trace-api), or the line before it that tells of a syntax error. */
const FRAME = /^(?: +at (?:async )?(?:[^(]*\()?)?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]).*?):(\d+)(?::(\d+))?\)?$/;
/** What messages bring into a stack may name any file; only code is ever shown. */
const CODE = /(?:^|[\\/])[^.\\/][^\\/]*\.[cm]?[jt]sx?$/;
const MOST_LINE_CHARACTERS = 4_000;
/** Of code above the mark of a syntax error; Node shows one line, and for TypeScript the one before it. */
const MOST_LINES_OF_CODE = 3;
const OWN_ERROR = /^MediarootError\b/;

/**
 * Finds where an error arose in the user's own code: what it says of itself (templates do), else the first frame of its
 * stack that is neither Node's, nor a package's, nor ours.
 */
export function positionOf({
  position,
  stack = "",
  message,
}: Pick<ErrorReport, "position" | "stack" | "message">): SourcePosition | undefined {
  if (position !== undefined) return position;
  // A message may hold lines that look like frames.
  const lines = stack.replace(message, () => "").split("\n");
  for (const [index, line] of lines.entries()) {
    const frame =
      line.length > MOST_LINE_CHARACTERS
        ? undefined
        : parseFrame(line, lines.slice(index + 1, index + 2 + MOST_LINES_OF_CODE));
    if (frame !== undefined && isUsers(frame.file)) return frame;
  }
  return undefined;
}

/**
 * @returns a stack for a terminal: less the frames of Node, of packages and of ours, unless nothing else tells a place; our own
 * errors name it in their message
 */
export function usersStack(stack: string): string {
  const lines = stack.split("\n");
  const kept = lines.filter((line) => !/^ +at /.test(line) || isUsersLine(line));
  return OWN_ERROR.test(stack) || kept.some(isUsersLine) ? kept.join("\n") : stack;
}

/** @returns the first line of a stack that is a frame of the user's own code */
export function usersLine(stack: string): string | undefined {
  return stack.split("\n").find(isUsersLine);
}

function isUsersLine(line: string): boolean {
  const frame = line.length > MOST_LINE_CHARACTERS ? undefined : parseFrame(line);
  return frame !== undefined && isUsers(frame.file);
}

/** @param below what follows it: some lines of code and a mark for the column, if it tells of a syntax error */
function parseFrame(line: string, below: readonly string[] = []): SourcePosition | undefined {
  const [, written, row, column] = FRAME.exec(line) ?? [];
  const file = written?.startsWith("file:") === true ? fileOf(written) : written;
  return file === undefined ? undefined : { file, line: Number(row), column: Number(column ?? markedColumn(below)) };
}

function markedColumn(below: readonly string[]): number {
  const mark = below.find((line) => /^ *\^+ *$/.test(line));
  return (mark?.indexOf("^") ?? 0) + 1;
}

function fileOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

function isUsers(file: string): boolean {
  return CODE.test(file) && !/[\\/]node_modules[\\/]/.test(file) && !contains(OWN_PACKAGES, file);
}
