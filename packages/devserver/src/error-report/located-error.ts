import { type CodeFrame, loadCodeFrame } from "./code-frame.ts";
import { positionOf } from "./error-position.ts";
import { chainOf, type ErrorReport, type SourcePosition } from "./error-report.ts";

/** An error, and where in the user's code it arose. */
export interface LocatedError {
  readonly report: ErrorReport;
  readonly position: SourcePosition | undefined;
  /** The lines around the position; undefined if the file is gone. */
  readonly frame: CodeFrame | undefined;
}

/** An error and its causes, outermost first. */
export type LocatedErrors = readonly [LocatedError, ...LocatedError[]];

/**
 * Reads the source lines that an error and its causes arose in, as the files are now.
 *
 * @param isShown whether lines of a file may be shown
 */
export function loadLocatedErrors(error: ErrorReport, isShown: (file: string) => boolean): LocatedErrors {
  const locate = (report: ErrorReport): LocatedError => {
    const position = positionOf(report, isShown);
    return { report, position, frame: position && loadCodeFrame(position) };
  };
  const [first, ...causes] = chainOf(error);
  return [locate(first), ...causes.map(locate)];
}
