/** A position in a file; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error as plain data, for another process. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  /** What to do next; errors of Mediaroot have it. */
  readonly fix: string | undefined;
  /** Undefined for an error of Mediaroot: it explains a user's mistake, which no stack does. */
  readonly stack: string | undefined;
  /** Where it arose, if the error object says so (template errors do). */
  readonly position: SourcePosition | undefined;
  readonly cause: ErrorReport | undefined;
}

/** @returns a report without an error object behind it, such as that of a worker that exited */
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

/** @returns the error, its cause, the cause of that, and so on */
export function chainOf(error: ErrorReport): readonly [ErrorReport, ...ErrorReport[]] {
  return error.cause === undefined ? [error] : [error, ...chainOf(error.cause)];
}
