import type { IncomingHttpHeaders } from "node:http";
import type { PageTag } from "../live-reload/page-tag.ts";
import type { ErrorReport } from "../error-report/error-report.ts";

/** What an error page tells of, in each of its forms. */
export interface ErrorPage {
  readonly error: ErrorReport;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** What loads the page anew when something changes; undefined without live reload. */
  readonly tag: PageTag | undefined;
}

/** Headers that a screenshot should not give away: what lets somebody in. */
const SECRET = /authorization|cookie|csrf|xsrf|token|secret|password|session|api-?key/;

/** @returns what an error is called */
export function nameOf({ code, name }: ErrorReport): string {
  return code ?? name;
}

/** @returns the headers of a request as they may be shown */
export function shownHeaders(headers: IncomingHttpHeaders): readonly (readonly [name: string, value: string])[] {
  return Object.entries(headers).map(([name, value]) => [name, SECRET.test(name) ? "(not shown)" : String(value)]);
}
