import { describe, expect, test } from "vitest";
import { renderErrorPage } from "../pages/error-html.ts";
import { renderErrorText } from "../pages/error-text.ts";
import { renderError } from "../command/terminal.ts";
import type { ErrorReport } from "./error-report.ts";
import { loadLocatedErrors } from "./located-error.ts";
import { reportError } from "./report-error.ts";

/** Renders a report in every way in which errors are shown. */
function render(error: ErrorReport): string {
  const page = { errors: loadLocatedErrors(error, () => true), method: "GET", url: "/", headers: {} };
  return [renderErrorPage(page), renderErrorText(page), renderError(error, (_, text) => text)].join("\n");
}

describe("whatever is thrown can be reported", () => {
  const changed = (change: object): Error => Object.assign(new Error("it broke"), change);
  test.each([
    ["a stack of call sites", changed({ stack: [{ line: 1 }] }), "it broke"],
    ["no stack", changed({ stack: undefined }), "it broke"],
    ["a message that is no text", changed({ message: { table: "posts" } }), "table"],
    ["a name that is no text", changed({ name: 5 }), "it broke"],
    ["a place that is none", changed({ file: "/site/a.css", line: Number.NaN }), "it broke"],
    ["a cause without a prototype", changed({ cause: Object.create(null) }), "null prototype"],
    ["an object without a prototype", Object.create(null), "null prototype"],
    ["an object", { status: 7 }, "status: 7"],
    ["a symbol", Symbol("odd"), "Symbol(odd)"],
    ["nothing", undefined, "undefined"],
    ["several at once", new AggregateError([new Error("no IPv6"), "no IPv4"]), "no IPv6; no IPv4"],
  ])("%s", (_, thrown: unknown, words) => {
    expect(render(reportError(thrown))).toContain(words);
  });

  test("properties that throw", () => {
    const fail = (): never => {
      throw new Error("trap");
    };
    const error = new Error("it broke");
    for (const key of ["stack", "name", "cause", "code"]) Object.defineProperty(error, key, { get: fail });
    expect(render(reportError(error))).toContain("it broke");
  });
});
