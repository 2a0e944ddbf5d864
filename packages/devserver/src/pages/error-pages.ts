import type { IncomingMessage, ServerResponse } from "node:http";
import { ERROR_PAGE_POLICY, type Markup } from "@mediaroot/media/pages";
import type { ErrorReport } from "../error-report/error-report.ts";
import { loadLocatedErrors } from "../error-report/located-error.ts";
import { now } from "../live-reload/live-reload.ts";
import type { PageTag } from "../live-reload/page-tag.ts";
import { renderErrorPage } from "./error-html.ts";
import type { ErrorPage } from "./error-content.ts";
import { renderErrorJson, renderErrorText } from "./error-text.ts";

/** The error to answer with, and its status. */
export interface ErrorAnswer {
  readonly status: number;
  readonly error: ErrorReport;
}

/** Answers requests with error pages. */
export interface ErrorPages {
  /** Answers in HTML for a browser, in JSON for clients that accept it, in plain text for all others. */
  send(request: IncomingMessage, response: ServerResponse, answer: ErrorAnswer): void;
}

/** How error pages are made. */
export interface ErrorPagesOptions {
  /** Whether lines of a file may be shown. */
  readonly isShown: (file: string) => boolean;
  /** Reloads the page when something changes; undefined without live reload. */
  readonly tag: PageTag | undefined;
}

type Form = readonly [type: string, render: (page: ErrorPage, script: Markup | undefined) => string];

const HTML: Form = ["text/html", renderErrorPage];
const JSON_FORM: Form = ["application/json", renderErrorJson];
const TEXT: Form = ["text/plain", renderErrorText];

export function createErrorPages({ isShown, tag }: ErrorPagesOptions): ErrorPages {
  return {
    send(request, response, { status, error }) {
      const { method = "GET", url = "/", headers } = request;
      const [type, render] = formFor(headers.accept ?? "");
      // Reloading the page of a POST would send the form again.
      const script = method === "GET" ? tag?.render(now()) : undefined;
      const body = render({ errors: loadLocatedErrors(error, isShown), method, url, headers }, script);
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
      // Nobody reads the rest of the request's body.
      request.resume();
    },
  };
}

function formFor(accept: string): Form {
  return [HTML, JSON_FORM].find(([type]) => accept.toLowerCase().includes(type)) ?? TEXT;
}
