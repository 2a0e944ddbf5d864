import { MediarootError } from "@mediaroot/core/media";
import { plainReport } from "./error-report.ts";
import type { ErrorReport, SourcePosition } from "../worker/worker-link.ts";

const MOST_CAUSES = 8;

/**
 * Takes an error apart, so that it can be told in another process.
 *
 * @param error whatever was thrown
 */
export function reportError(error: unknown): ErrorReport {
  return describe(error, 0);
}

function describe(error: unknown, depth: number): ErrorReport {
  if (!(error instanceof Error)) return plainReport(`Something that is no Error was thrown: ${String(error)}`);
  const own = error instanceof MediarootError;
  return {
    name: error.name,
    message: error.message,
    code: text(error, "code"),
    fix: own ? error.fix : fixOf(error),
    stack: own ? undefined : error.stack,
    position: positionIn(error),
    cause: error.cause === undefined || depth >= MOST_CAUSES ? undefined : describe(error.cause, depth + 1),
  };
}

/** The previous run of an application that listens by itself holds its port while the next one starts. */
function fixOf(error: Error): string | undefined {
  if (text(error, "code") !== "EADDRINUSE") return undefined;
  return "If the application listens by itself: export it, and call listen() only `if (import.meta.main)`, or in another file that imports it.";
}

function text(error: Error, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === "string" ? value : undefined;
}

function positionIn(error: Error): SourcePosition | undefined {
  const [file, line, column] = ["file", "line", "column"].map((key): unknown => Reflect.get(error, key));
  if (typeof file !== "string" || typeof line !== "number") return undefined;
  return { file, line, column: typeof column === "number" ? column : 1 };
}
