import type { IncomingMessage, ServerResponse } from "node:http";
import type { PageTag } from "../live-reload/page-tag.ts";
import { renderErrorPage } from "./error.ts";
import type { ErrorPage } from "./error-page.ts";
import { renderErrorJson, renderErrorText } from "./error-text.ts";
import { ERROR_PAGE_POLICY } from "@mediaroot/media/pages";
import type { ErrorReport } from "../error-report/error-report.ts";

/** What an error page says and with which status. */
export interface ErrorAnswer {
  readonly status: number;
  readonly error: ErrorReport;
  /** What loads the page anew when something changes; undefined without live reload. */
  readonly tag: PageTag | undefined;
}

type Form = readonly [type: string, render: (page: ErrorPage) => string];

const HTML: Form = ["text/html", renderErrorPage];
const JSON_FORM: Form = ["application/json", renderErrorJson];
const TEXT: Form = ["text/plain", renderErrorText];

/** Answers with an error page: HTML for a browser, JSON for what asks for it, plain text for anything else. */
export function sendErrorPage(
  request: IncomingMessage,
  response: ServerResponse,
  { status, error, tag }: ErrorAnswer,
): void {
  const { method = "GET", url = "/", headers } = request;
  const [type, render] = formFor(headers.accept ?? "");
  const body = render({ error, method, url, headers, tag });
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": ERROR_PAGE_POLICY,
    "x-content-type-options": "nosniff",
    vary: "accept",
    ...(status === 503 ? { "retry-after": "1" } : {}),
  });
  response.end(method === "HEAD" ? undefined : body);
  // What the client still sends is not read by anybody.
  request.resume();
}

function formFor(accept: string): Form {
  return [HTML, JSON_FORM].find(([type]) => accept.toLowerCase().includes(type)) ?? TEXT;
}
