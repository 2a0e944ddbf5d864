import type { IncomingMessage, ServerResponse } from "node:http";
import { renderErrorPage, renderErrorText } from "./pages/error.ts";
import { RELOADED_PAGE_POLICY } from "./pages/page.ts";
import type { ErrorReport } from "./worker-link.ts";

/** What an error page says and with which status. */
export interface ErrorAnswer {
  readonly status: number;
  readonly error: ErrorReport;
}

/** Answers with an error page: HTML for a browser, plain text for anything else. */
export function sendErrorPage(
  request: IncomingMessage,
  response: ServerResponse,
  { status, error }: ErrorAnswer,
): void {
  const html = /\btext\/html\b/i.test(request.headers.accept ?? "");
  const about = { error, method: request.method ?? "GET", url: request.url ?? "/" };
  const body = html ? renderErrorPage(about) : renderErrorText(about);
  response.writeHead(status, {
    "content-type": `text/${html ? "html" : "plain"}; charset=utf-8`,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": RELOADED_PAGE_POLICY,
    "x-content-type-options": "nosniff",
    vary: "accept",
    ...(status === 503 ? { "retry-after": "1" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
  // What the client still sends is not read by anybody.
  request.resume();
}
