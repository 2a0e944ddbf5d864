import type { ErrorReport } from "../worker-link.ts";

/** What an error page tells of. */
export interface ErrorPage {
  readonly error: ErrorReport;
  readonly method: string;
  readonly url: string;
}

/** @returns the page as plain text: message, what to do, the causes with their stacks, the request */
export function renderErrorText({ error, method, url }: ErrorPage): string {
  const lines: string[] = [];
  for (let at: ErrorReport | undefined = error; at !== undefined; at = at.cause) {
    lines.push(`${at === error ? "" : "Caused by "}${at.code ?? at.name}: ${at.message}`);
    if (at.fix !== undefined) lines.push(at.fix);
    if (at.stack !== undefined) lines.push(at.stack);
    lines.push("");
  }
  return `${lines.join("\n")}${method} ${url}\n`;
}

/** @returns the page as HTML */
export function renderErrorPage(page: ErrorPage): string {
  return `<!doctype html><title>Error</title><pre>${escape(renderErrorText(page))}</pre>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
