import type { ErrorReport } from "../error-report/error-report.ts";

/** The header by which a worker tells, with an answer, the error behind it. The front takes it off. */
export const ERROR_HEADER = "x-devserver-error";

/** Of what a header line of ours may take; the application's own come beside it. */
const MOST_REPORT_BYTES = 36_000;
const LONGEST_TEXT = 8_000;

/** @returns a report as the value of a header; its texts are cut to what headers may hold */
export function encodeReport(report: ErrorReport): string {
  return Buffer.from(fit(report, LONGEST_TEXT)).toString("base64url");
}

/** @returns the report that `encodeReport` has encoded */
export function decodeReport(header: string): ErrorReport {
  return JSON.parse(Buffer.from(header, "base64url").toString()) as ErrorReport;
}

/** As JSON, its texts ever shorter until the whole is short enough. */
function fit(report: ErrorReport, longest: number): string {
  const json = JSON.stringify(report, (_, value: unknown) =>
    typeof value === "string" ? value.slice(0, longest) : value,
  );
  return Buffer.byteLength(json) <= MOST_REPORT_BYTES ? json : fit(report, Math.floor(longest / 2));
}
