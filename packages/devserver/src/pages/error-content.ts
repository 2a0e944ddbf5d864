import type { IncomingHttpHeaders } from "node:http";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { LocatedErrors } from "../error-report/located-error.ts";

/** The content of an error page, in each of its forms. */
export interface ErrorPage {
  readonly errors: LocatedErrors;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Headers that let somebody in; a screenshot should not show them. */
const SECRET = /authorization|cookie|csrf|xsrf|token|secret|password|session|api-?key/;

/** @returns the code of an error, else its class */
export function nameOf({ code, name }: ErrorReport): string {
  return code ?? name;
}

/** @returns the headers of a request, the values of secret ones hidden */
export function shownHeaders(headers: IncomingHttpHeaders): readonly (readonly [name: string, value: string])[] {
  return Object.entries(headers).map(([name, value]) => [name, SECRET.test(name) ? "(not shown)" : String(value)]);
}
