import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { plainReport } from "../error-report/error-report.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import { loadLocatedErrors } from "../error-report/located-error.ts";
import { renderErrorPage } from "./error-html.ts";
import type { ErrorPage } from "./error-content.ts";
import { renderErrorJson, renderErrorText } from "./error-text.ts";

const about = (error: ErrorReport, url = "/", headers = {}): ErrorPage => ({
  errors: loadLocatedErrors(error, () => true),
  method: "GET",
  url,
  headers,
});
const render = (error: ErrorReport, url = "/"): string => renderErrorPage(about(error, url));
const lines = Array.from({ length: 20 }, (_, index) => `line<${index + 1}>`).join("\n");

describe("the error page", () => {
  test("reports the code, the message, what to do, the causes and the request", () => {
    const cause = plainReport("no such table", { name: "SqliteError", stack: "SqliteError: no such table\n    at x" });
    const html = render(plainReport("It broke.", { code: "APP_BROKEN", fix: "Mend it.", cause }), "/posts/?page=2");
    for (const words of ["APP_BROKEN", "It broke.", "Mend it.", "SqliteError", "at x", "GET /posts/?page=2"]) {
      expect(html).toContain(words);
    }
  });

  test("shows the request's headers, but nothing that lets somebody in", () => {
    const secret = Object.fromEntries(
      ["cookie", "authorization", "proxy-authorization", "x-csrf-token", "x-api-key"].map((name) => [name, "hidden"]),
    );
    const page = about(plainReport("no"), "/", { ...secret, "user-agent": "<Browser>" });
    expect(renderErrorPage(page)).toContain("&lt;Browser&gt;");
    expect(renderErrorText(page)).toContain("user-agent: <Browser>");
    for (const text of [renderErrorPage(page), renderErrorText(page), renderErrorJson(page)]) {
      expect(text).toContain("cookie");
      expect(text).not.toContain("hidden");
    }
  });

  test("marks the column, and counts tabs and letters of any script as one", () => {
    using tree = createTree({ "page.html": "\té{{ größe() }}" });
    const position = { file: tree.path("page.html"), line: 1, column: 6 };
    expect(render(plainReport("no", { position }))).toContain("\té{{ <u>größe</u>() }}");
    expect(renderErrorText(about(plainReport("no", { position })))).toContain(
      "> 1 | \té{{ größe() }}\n    | \t    ^\n",
    );
    for (const column of [0, 99]) {
      expect(render(plainReport("no", { position: { ...position, column } }))).toContain("größe");
    }
  });

  test("reports the same as JSON: each error with its code, its place and its cause", () => {
    using tree = createTree({ "blog/app.ts": lines });
    const stack = `Error: deep\n    at ${tree.path("blog/app.ts")}:3:7`;
    const error = plainReport("It broke.", {
      code: "APP_BROKEN",
      fix: "Mend it.",
      cause: plainReport("deep", { stack }),
    });
    expect(JSON.parse(renderErrorJson(about(error, "/x")))).toEqual({
      error: {
        name: "Error",
        code: "APP_BROKEN",
        message: "It broke.",
        fix: "Mend it.",
        cause: {
          name: "Error",
          message: "deep",
          stack,
          position: { file: tree.path("blog/app.ts"), line: 3, column: 7 },
        },
      },
      request: { method: "GET", url: "/x", headers: {}, tag: undefined },
    });
  });

  test("shows the lines around the place in a template, with the line marked", () => {
    using tree = createTree({ "page.html": lines });
    const file = tree.path("page.html");
    const html = render(plainReport("unknown tag", { position: { file, line: 10, column: 3 } }));
    expect(html).toContain(`${file}:10:3`);
    expect(html).toContain(`&gt; 10 | </span><strong class="mark">li<u>ne</u>&lt;10&gt;</strong>`);
    expect(html).toContain("line&lt;6&gt;");
    expect(html).toContain("line&lt;14&gt;");
    expect(html).not.toContain("line&lt;5&gt;");
    expect(html).not.toContain("line&lt;15&gt;");
  });

  test.each([
    ["a frame", (file: string) => `Error: no\n    at Function.go (${file}:3:7)`],
    ["an asynchronous frame with a URL", (file: string) => `Error: no\n    at async file://${file}:3:7`],
    ["a constructor", (file: string) => `Error: no\n    at new Post (file://${file}:3:7)`],
    [
      "the line before a syntax error",
      (file: string) => `file://${file}:3\nlet let\n\nSyntaxError: no\n    at compile`,
    ],
    [
      "a frame after those of Node and of packages",
      (file: string) =>
        `Error: no\n    at node:fs:1:1\n    at x (/app/node_modules/y/z.js:2:2)\n    at ${import.meta.filename}:1:1\n    at ${file}:3:7`,
    ],
  ])("finds the user's own code by %s", (_, stackOf) => {
    using tree = createTree({ "blog/app.ts": lines });
    const html = render(plainReport("no", { stack: stackOf(tree.path("blog/app.ts")) }));
    expect(html).toContain(`&gt; 3 | </span><strong class="mark">`);
  });

  test("shows no file that a message names, and nothing but code", () => {
    using tree = createTree({
      "app.ts": "code\n",
      ".env": "SECRET_KEY=x\n",
      "data.txt": "data\n",
      ".hidden.ts": "hidden\n",
    });
    const named = `evil\n    at ${tree.path("app.ts")}:1:1\n`;
    expect(render(plainReport(named, { stack: `Error: ${named}` }))).not.toContain("<strong");
    for (const name of [".env", "data.txt", ".hidden.ts"]) {
      expect(render(plainReport("no", { stack: `Error: no\n    at ${tree.path(name)}:1:1` }))).not.toContain("<strong");
    }
  });

  test("does without the lines where the file is gone, is a directory, or is shorter by now", () => {
    using tree = createTree({ "app.ts": "one line", "dir.ts/": "" });
    for (const place of ["gone.ts:1:1", "dir.ts:1:1", "app.ts:9:1", "app.ts:0:1"]) {
      const html = render(plainReport("no", { stack: `Error: no\n    at ${tree.path(place)}` }));
      expect(html).toContain("Error");
      expect(html).not.toContain("<strong");
    }
  });

  test("escapes all that is not ours", () => {
    const evil = `</pre></title><script>alert("1")</script>`;
    using tree = createTree({ "evil.ts": evil });
    const stack = `${evil}\n    at ${tree.path("evil.ts")}:1:1`;
    const report = plainReport(evil, { name: evil, code: evil, fix: evil, stack });
    const html = render({ ...report, cause: report }, `/${evil}`);
    expect(html).not.toContain("<script>");
    expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)");
  });
});
