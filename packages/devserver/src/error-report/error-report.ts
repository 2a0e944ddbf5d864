import type { ErrorReport } from "../link/messages.ts";

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
export function chainOf(error: ErrorReport): readonly ErrorReport[] {
  return error.cause === undefined ? [error] : [error, ...chainOf(error.cause)];
}
