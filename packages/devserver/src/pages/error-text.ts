import type { CodeFrame } from "../error-report/code-frame.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { LocatedError } from "../error-report/located-error.ts";
import { type ErrorPage, nameOf, shownHeaders } from "./error-content.ts";

/** @returns the error page as plain text */
export function renderErrorText({ errors, method, url, headers }: ErrorPage): string {
  const reports = errors.map((error, index) => `${index === 0 ? "" : "Caused by "}${renderError(error)}`);
  const lines = shownHeaders(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return `${reports.join("\n")}\n${method} ${url}\n${lines.join("")}`;
}

/** @returns the error page as JSON: `{ error, request: { method, url, headers } }`, each error with its position and cause */
export function renderErrorJson({ errors, method, url, headers }: ErrorPage): string {
  const request = { method, url, headers: Object.fromEntries(shownHeaders(headers)) };
  const error = errors.reduceRight<ErrorReport | undefined>(
    (cause, { report, position }) => ({ ...report, position, cause }),
    undefined,
  );
  return `${JSON.stringify({ error, request }, undefined, 2)}\n`;
}

function renderError({ report, frame }: LocatedError): string {
  const parts = [`${nameOf(report)}: ${report.message}`, report.fix, frame && renderFrame(frame), report.stack];
  return parts
    .filter((part) => part !== undefined && part !== "")
    .map((part) => `${part}\n`)
    .join("");
}

/** The lines around a position; below the marked one a "^" at the column. */
function renderFrame({ position, lines }: CodeFrame): string {
  const width = String(lines.at(-1)?.number ?? position.line).length;
  const rows = lines.map(({ number, text, marked }) => {
    const row = `${marked ? ">" : " "} ${String(number).padStart(width)} | ${text}\n`;
    return marked
      ? `${row}  ${" ".repeat(width)} | ${text.slice(0, position.column - 1).replaceAll(/\S/g, " ")}^\n`
      : row;
  });
  return `${position.file}:${position.line}:${position.column}\n${rows.join("")}`.trimEnd();
}
