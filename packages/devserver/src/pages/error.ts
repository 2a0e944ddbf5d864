import { type CodeFrame, loadCodeFrame } from "../code-frame.ts";
import { positionOf } from "../error-position.ts";
import { chainOf } from "../error-report.ts";
import { renderReloadScript } from "../live-reload.ts";
import type { ErrorReport } from "../worker-link.ts";
import { type Markup, markup, renderPage } from "./page.ts";

/** What an error page tells of. */
export interface ErrorPage {
  readonly error: ErrorReport;
  readonly method: string;
  readonly url: string;
}

/** @returns the page as plain text: message, what to do, the causes with their stacks, the request */
export function renderErrorText({ error, method, url }: ErrorPage): string {
  const lines: string[] = [];
  for (const at of chainOf(error)) {
    lines.push(`${at === error ? "" : "Caused by "}${nameOf(at)}: ${at.message}`);
    if (at.fix !== undefined) lines.push(at.fix);
    if (at.stack !== undefined) lines.push(at.stack);
    lines.push("");
  }
  return `${lines.join("\n")}${method} ${url}\n`;
}

/** @returns the page as HTML: the same, with the lines of the user's own files that it arose in; it reloads itself, unless that would repeat a POST */
export function renderErrorPage({ error, method, url }: ErrorPage): string {
  const causes = chainOf(error)
    .slice(1)
    .map((cause) => markup`<h2>Caused by <span class="mark">${nameOf(cause)}</span></h2>\n${renderReport(cause)}`);
  return renderPage(
    `${nameOf(error)}: ${error.message}`,
    markup`<h1><span class="mark">${nameOf(error)}</span></h1>
${renderReport(error)}${causes}<p class="dim">${method} ${url}</p>
${method === "GET" ? renderReloadScript() : ""}`,
  );
}

function nameOf({ code, name }: ErrorReport): string {
  return code ?? name;
}

function renderReport(report: ErrorReport): Markup {
  const position = positionOf(report);
  const frame = position && loadCodeFrame(position);
  const { message, fix, stack } = report;
  return markup`<p class="message">${message}</p>
${fix === undefined ? "" : markup`<p>${fix}</p>\n`}${frame === undefined ? "" : renderFrame(frame)}${
    stack === undefined ? "" : markup`<details><summary>Stack</summary><pre>${stack}</pre></details>\n`
  }`;
}

function renderFrame({ position: { file, line, column }, lines }: CodeFrame): Markup {
  const width = String(lines.at(-1)?.number ?? line).length;
  const rows = lines.map(({ number, text, marked }) => {
    const gutter = markup`<span class="dim">${marked ? ">" : " "} ${String(number).padStart(width)} | </span>`;
    return marked ? markup`${gutter}<strong class="mark">${text}</strong>\n` : markup`${gutter}${text}\n`;
  });
  return markup`<p><code>${file}:${line}:${column}</code></p>\n<pre>${rows}</pre>\n`;
}
