import { fileURLToPath } from "node:url";
import { contains } from "@mediaroot/core/media";
import { OWN_PACKAGES } from "../own-files.ts";
import type { ErrorReport, SourcePosition } from "./error-report.ts";

/** A frame of a stack (https://v8.dev/docs/stack-trace-api), or the `file:line` that Node prints above a syntax error. */
const FRAME = /^(?: +at (?:async )?(?:[^(]*\()?)?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]).*?):(\d+)(?::(\d+))?\)?$/;
/** A message can inject any path into a stack, so only files with a code extension are read. */
const CODE = /(?:^|[\\/])[^.\\/][^\\/]*\.[cm]?[jt]sx?$/;
const MAX_LINE_CHARACTERS = 4_000;
/** How many source lines Node may print above the `^` of a syntax error. */
const MAX_SYNTAX_ERROR_LINES = 3;
/** What pino puts between the stack of an error and that of its cause. */
const CAUSED_BY = "\ncaused by: ";
/** The name before a message, and the code of an error of ours: `TypeError: `, `MediarootError URL_NAME_UNKNOWN: `. */
const NAME = /^\w+(?: [A-Z\d_]+)?: /;
const OWN_ERROR = /^MediarootError\b/;

/**
 * Finds where an error arose in the user's own code: the error's own position (template errors have one), else the first
 * frame of its stack that belongs to neither Node, nor a package, nor Mediaroot.
 *
 * @param isShown whether lines of a file may be shown
 */
export function positionOf(
  { position, stack = "", message }: Pick<ErrorReport, "position" | "stack" | "message">,
  isShown: (file: string) => boolean = () => true,
): SourcePosition | undefined {
  if (position !== undefined && isShown(position.file)) return position;
  // A message may hold lines that look like frames.
  const lines = stack.replace(message, () => "").split("\n");
  for (const [index, line] of lines.entries()) {
    const frame =
      line.length > MAX_LINE_CHARACTERS
        ? undefined
        : parseFrame(line, lines.slice(index + 1, index + 2 + MAX_SYNTAX_ERROR_LINES));
    if (frame !== undefined && isUsers(frame.file) && isShown(frame.file)) return frame;
  }
  return undefined;
}

/**
 * @returns a stack for a terminal, without the frames of Node, of packages and of Mediaroot. If no other frame is left, all
 * are kept, unless the error is Mediaroot's, whose message names the place. Causes that only repeat the message are left out.
 */
export function usersStack(stack: string): string {
  const lines = stack.split("\n");
  const kept = lines.filter((line) => !/^ +at /.test(line) || isUsersLine(line));
  if (!OWN_ERROR.test(stack) && !kept.some(isUsersLine)) return stack;
  const [error = "", ...causes] = kept.join("\n").split(CAUSED_BY);
  return [error, ...causes.filter((cause) => !isRepetition(cause, error))].join(CAUSED_BY);
}

/** Whether a cause says nothing that the message of the error does not say. */
function isRepetition(cause: string, error: string): boolean {
  const [line = "", ...rest] = cause.split("\n");
  return error.includes(line.replace(NAME, "")) && !rest.some(isUsersLine);
}

/** @returns the first line of a stack that is a frame of the user's own code */
export function usersLine(stack: string): string | undefined {
  return stack.split("\n").find(isUsersLine);
}

function isUsersLine(line: string): boolean {
  const frame = line.length > MAX_LINE_CHARACTERS ? undefined : parseFrame(line);
  return frame !== undefined && isUsers(frame.file);
}

/** @param below the lines after it; for a syntax error some source lines and a `^` under the column */
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
