import { MediarootError, reasonOf } from "@mediaroot/core/media";
import { positionOf } from "./error-position.ts";
import { plainReport } from "./error-report.ts";
import { listenAdvice } from "./listen-advice.ts";
import type { ErrorReport, SourcePosition } from "./error-report.ts";

const MAX_CAUSES = 8;

/**
 * Describes an error as plain data.
 *
 * @param error anything that was thrown, not only an `Error`
 */
export function reportError(error: unknown): ErrorReport {
  return describe(error, 0);
}

function describe(error: unknown, depth: number): ErrorReport {
  if (!(error instanceof Error)) return plainReport(`A value that is not an Error was thrown: ${reasonOf(error)}`);
  const own = error instanceof MediarootError;
  const cause = read(error, "cause");
  return {
    name: text(error, "name") ?? "Error",
    message: messageOf(error),
    code: text(error, "code"),
    fix: own ? error.fix : fixOf(error),
    stack: own ? undefined : text(error, "stack"),
    position: positionIn(error) ?? (own ? callOf(error) : undefined),
    cause: cause === undefined || depth >= MAX_CAUSES ? undefined : describe(cause, depth + 1),
  };
}

/** @returns where the user's code called what threw an error of ours. Its stack has the message and the fix before the frames */
function callOf({ stack = "", message, fix }: MediarootError): SourcePosition | undefined {
  const frames = stack.slice(stack.lastIndexOf(fix) + fix.length);
  return positionOf({ position: undefined, stack: frames, message });
}

/** An AggregateError (a host with several addresses that all fail) often has an empty message. */
function messageOf(error: Error): string {
  const message = read(error, "message");
  const errors = read(error, "errors");
  return message === "" && Array.isArray(errors) ? errors.map(reasonOf).join("; ") : reasonOf(message);
}

/** An application that calls listen() itself holds its port while its next run starts. */
function fixOf(error: Error): string | undefined {
  if (text(error, "code") !== "EADDRINUSE") return undefined;
  const advice = listenAdvice(text(error, "stack") ?? "");
  return `If the application listens by itself, its last run may still hold the port. ${advice}`;
}

function text(error: Error, key: string): string | undefined {
  const value = read(error, key);
  return typeof value === "string" ? value : undefined;
}

/** A property of an error may be a getter that throws. */
function read(error: Error, key: string): unknown {
  try {
    return Reflect.get(error, key);
  } catch {
    return undefined;
  }
}

function positionIn(error: Error): SourcePosition | undefined {
  const [file, line, column] = ["file", "line", "column"].map((key) => read(error, key));
  if (typeof file !== "string" || !isCount(line)) return undefined;
  return { file, line, column: isCount(column) ? column : 1 };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
