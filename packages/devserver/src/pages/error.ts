import { type CodeFrame, type CodeLine, loadCodeFrame } from "../error-report/code-frame.ts";
import { positionOf } from "../error-report/error-position.ts";
import { chainOf } from "../error-report/error-report.ts";
import { EDITOR_PATH } from "../link/own-paths.ts";
import { renderTagNow } from "../live-reload/page-tag.ts";
import { sealPosition } from "../error-report/sealed-position.ts";
import type { ErrorReport, SourcePosition } from "../error-report/error-report.ts";
import { type ErrorPage, nameOf, shownHeaders } from "./error-page.ts";
import { type Markup, markup, renderPage } from "@mediaroot/media/pages";

/** @returns the page as HTML, with the lines of the user's own files that it arose in; it reloads itself, unless that would repeat a POST */
export function renderErrorPage(page: ErrorPage): string {
  const { error, method, tag } = page;
  const causes = chainOf(error)
    .slice(1)
    .map((cause) => markup`<h2>Caused by <span class="mark">${nameOf(cause)}</span></h2>\n${renderReport(cause)}`);
  return renderPage(
    `${nameOf(error)}: ${error.message}`,
    markup`<h1><span class="mark">${nameOf(error)}</span></h1>
${renderReport(error)}${causes}${renderRequest(page)}${method === "GET" && tag !== undefined ? renderTagNow(tag) : ""}`,
  );
}

function renderReport(report: ErrorReport): Markup {
  const position = positionOf(report);
  const frame = position && loadCodeFrame(position);
  const { message, fix, stack } = report;
  return markup`<p class="message">${message}</p>
${fix === undefined ? "" : markup`<p>${fix}</p>\n`}${frame === undefined ? "" : renderFrame(frame)}${
    stack === undefined ? "" : markup`<details><summary>Stack</summary><pre tabindex="0">${stack}</pre></details>\n`
  }`;
}

function renderFrame({ position, lines }: CodeFrame): Markup {
  const { file, line, column } = position;
  const width = String(lines.at(-1)?.number ?? line).length;
  const rows = lines.map((one) => {
    const gutter = markup`<span class="dim">${one.marked ? ">" : " "} ${String(one.number).padStart(width)} | </span>`;
    return markup`${gutter}${one.marked ? renderMarked(one, position) : one.text}\n`;
  });
  return markup`<form method="post" action="${EDITOR_PATH}"><button name="position" value="${sealPosition(position)}" title="Open in your editor"><code>${file}:${line}:${column}</code></button></form>
<pre tabindex="0">${rows}</pre>
`;
}

/** The word at the column is underlined. */
function renderMarked({ text }: CodeLine, { column }: SourcePosition): Markup {
  const before = text.slice(0, column - 1);
  const [word = ""] = /^(?:[\p{L}\p{N}_$]+|.)/u.exec(text.slice(column - 1)) ?? [];
  const after = text.slice(before.length + word.length);
  return markup`<strong class="mark">${before}<u>${word}</u>${after}</strong>`;
}

function renderRequest({ method, url, headers }: ErrorPage): Markup {
  const rows = shownHeaders(headers).map(
    ([name, value]) => markup`<tr><th>${name}</th><td><code>${value}</code></td></tr>\n`,
  );
  return markup`<h2>Request</h2>
<p><code>${method} ${url}</code></p>
<details><summary>Headers</summary><table>
${rows}</table></details>
`;
}
