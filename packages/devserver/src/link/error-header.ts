import type { ErrorReport } from "../error-report/error-report.ts";

/** The header of a worker's answer that holds the error behind it. The front removes it. */
export const ERROR_HEADER = "x-devserver-error";

/** Node limits all header lines of an answer together; the application's own need room too. */
const MAX_REPORT_BYTES = 36_000;
const MAX_TEXT_CHARACTERS = 8_000;

/** @returns a report as the value of a header; long texts are cut so that it fits */
export function encodeReport(report: ErrorReport): string {
  return Buffer.from(fit(report, MAX_TEXT_CHARACTERS)).toString("base64url");
}

/** @returns the report that `encodeReport` has encoded */
export function decodeReport(header: string): ErrorReport {
  return JSON.parse(Buffer.from(header, "base64url").toString()) as ErrorReport;
}

/** Cuts the texts to half as often as needed. */
function fit(report: ErrorReport, maxCharacters: number): string {
  const json = JSON.stringify(report, (_, value: unknown) =>
    typeof value === "string" ? value.slice(0, maxCharacters) : value,
  );
  return Buffer.byteLength(json) <= MAX_REPORT_BYTES ? json : fit(report, Math.floor(maxCharacters / 2));
}
