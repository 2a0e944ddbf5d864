/** A position in a file, both from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error, taken apart so that it can be told in another process. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  /** What to do next; errors of Mediaroot have it. */
  readonly fix: string | undefined;
  /** Undefined for a user's mistake that an error of Mediaroot explains. */
  readonly stack: string | undefined;
  /** Where it arose, when it says so itself (templates do). */
  readonly position: SourcePosition | undefined;
  readonly cause: ErrorReport | undefined;
}

/** @returns the report of something that no error object tells, such as a worker that exited */
export function plainReport(message: string, details: Partial<ErrorReport> = {}): ErrorReport {
  return {
    name: "Error",
    message,
    code: undefined,
    fix: undefined,
    stack: undefined,
    position: undefined,
    cause: undefined,
    ...details,
  };
}

/** @returns the error, what caused it, and so on */
export function chainOf(error: ErrorReport): readonly [ErrorReport, ...ErrorReport[]] {
  return error.cause === undefined ? [error] : [error, ...chainOf(error.cause)];
}
