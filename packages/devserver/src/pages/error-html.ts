import type { CodeFrame, CodeLine } from "../error-report/code-frame.ts";
import { EDITOR_PATH } from "../link/own-paths.ts";
import { sealPosition } from "../error-report/sealed-position.ts";
import type { SourcePosition } from "../error-report/error-report.ts";
import type { LocatedError } from "../error-report/located-error.ts";
import { type ErrorPage, nameOf, shownHeaders } from "./error-content.ts";
import { type Markup, markup, renderPage } from "@mediaroot/media/pages";

/**
 * @param script live reload's, which loads the page again when something changes
 * @returns the page as HTML, with the lines of the user's own files that the error arose in
 */
export function renderErrorPage(page: ErrorPage, script?: Markup): string {
  const [error, ...causes] = page.errors;
  const name = nameOf(error.report);
  const causedBy = causes.map(
    (cause) => markup`<h2>Caused by <span class="mark">${nameOf(cause.report)}</span></h2>\n${renderError(cause)}`,
  );
  return renderPage(
    `${name}: ${error.report.message}`,
    markup`<h1><span class="mark">${name}</span></h1>\n${renderError(error)}${causedBy}${renderRequest(page)}`,
    script,
  );
}

function renderError({ report, frame }: LocatedError): Markup {
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
