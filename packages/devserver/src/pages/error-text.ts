import { loadCodeFrame } from "../error-report/code-frame.ts";
import { positionOf } from "../error-report/error-position.ts";
import { chainOf } from "../error-report/error-report.ts";
import type { ErrorReport, SourcePosition } from "../error-report/error-report.ts";
import { type ErrorPage, nameOf, shownHeaders } from "./error-page.ts";

/** @returns the error page as plain text */
export function renderErrorText({ error, method, url, headers }: ErrorPage): string {
  const reports = chainOf(error).map((at) => `${at === error ? "" : "Caused by "}${renderReport(at)}`);
  const lines = shownHeaders(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return `${reports.join("\n")}\n${method} ${url}\n${lines.join("")}`;
}

/** @returns the same as JSON: `{ error, request: { method, url, headers } }`, each error with its position and its cause */
export function renderErrorJson({ error, method, url, headers }: ErrorPage): string {
  const request = { method, url, headers: Object.fromEntries(shownHeaders(headers)) };
  return `${JSON.stringify({ error: positioned(error), request }, undefined, 2)}\n`;
}

/** @returns the lines around a position, the one that it is in marked, and below it the column; an empty string where the file is gone */
export function renderFrameText(position: SourcePosition): string {
  const frame = loadCodeFrame(position);
  if (frame === undefined) return "";
  const width = String(frame.lines.at(-1)?.number ?? position.line).length;
  const rows = frame.lines.map(({ number, text, marked }) => {
    const row = `${marked ? ">" : " "} ${String(number).padStart(width)} | ${text}\n`;
    return marked
      ? `${row}  ${" ".repeat(width)} | ${text.slice(0, position.column - 1).replaceAll(/\S/g, " ")}^\n`
      : row;
  });
  return `${position.file}:${position.line}:${position.column}\n${rows.join("")}`;
}

function renderReport(report: ErrorReport): string {
  const position = positionOf(report);
  const parts = [
    `${nameOf(report)}: ${report.message}`,
    report.fix,
    position && renderFrameText(position).trimEnd(),
    report.stack,
  ];
  return parts
    .filter((part) => part !== undefined && part !== "")
    .map((part) => `${part}\n`)
    .join("");
}

function positioned(report: ErrorReport): ErrorReport {
  return { ...report, position: positionOf(report), cause: report.cause && positioned(report.cause) };
}
