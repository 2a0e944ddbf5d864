import { describe, expect, test } from "vitest";
import { plainReport } from "../error-report/error-report.ts";
import { renderAddresses, renderError, renderEvent } from "./terminal.ts";
import type { Style } from "./report-lines.ts";

const plain: Style = (_, text) => text;
const request = { kind: "request", method: "GET", url: "/", status: 200, source: undefined, durationMs: 1.25 } as const;

describe("the terminal", () => {
  test("reports a request in one line: status, method, path, time, and for media the source", () => {
    expect(renderEvent(request, plain)).toBe("200 GET /  1.3 ms\n");
    expect(renderEvent({ ...request, url: "/media/a.css", source: "admin", durationMs: 12.6 }, plain)).toBe(
      "200 GET /media/a.css  13 ms  admin\n",
    );
  });

  test("lets no request target move the cursor", () => {
    expect(renderEvent({ ...request, url: "/\u001B[2J\u009B1m\nfake" }, plain)).toBe(
      "200 GET /\\u001b[2J\\u009b1m\\nfake  1.3 ms\n",
    );
  });

  test("cuts a request target that would fill the screen", () => {
    const line = renderEvent({ ...request, url: `/${"x".repeat(8000)}` }, plain);
    expect(line).toMatch(/^200 GET \/x+… {2}1.3 ms\n$/);
    expect(line.length).toBeLessThan(400);
  });

  test("names what caused a restart", () => {
    expect(renderEvent({ kind: "ready", cause: "blog/app.ts", durationMs: 22.4 }, plain)).toBe(
      "blog/app.ts: restarted in 22 ms\n",
    );
    expect(renderEvent({ kind: "ready", cause: undefined, durationMs: 203 }, plain)).toBe("ready in 203 ms\n");
  });

  test("says that the application ended, and leaves the stack to Node, which has printed it", () => {
    const error = plainReport("crashed later", { stack: "Error: crashed later\n    at /site/blog/app.ts:3:4" });
    expect(renderEvent({ kind: "crashed", error }, plain)).toBe("error The application ended: crashed later\n");
    const exit = plainReport("The application's process exited with code 3.");
    expect(renderEvent({ kind: "crashed", error: exit }, plain)).toBe(
      "error The application's process exited with code 3.\n",
    );
  });

  test("leaves out of a stack what is not the user's code, unless there is nothing else", () => {
    const theirs = "    at x (/site/node_modules/y/z.js:1:2)\n    at node:fs:1:1";
    const own = plainReport("no", {
      stack: `TypeError: no\nsecond line\n${theirs}\n    at /site/blog/app.ts:3:4\n${theirs}`,
    });
    expect(renderError(own, plain)).toBe("error no\n  TypeError: no\n  second line\n      at /site/blog/app.ts:3:4\n");
    const syntax = plainReport("no", { stack: `/site/blog/app.ts:1\nlet let\n\nSyntaxError: no\n${theirs}` });
    expect(renderError(syntax, plain)).toContain("SyntaxError: no\n");
    expect(renderError(syntax, plain)).not.toContain(" at ");
    expect(renderError(plainReport("no", { stack: `Error: no\n${theirs}` }), plain)).toContain("z.js:1:2");
  });

  test("shows no stack of a system error that an error of ours explains", () => {
    const cause = plainReport("EADDRINUSE", { stack: "Error: EADDRINUSE\n    at node:net:1:2" });
    expect(renderError(plainReport("Taken.", { code: "PORT_IN_USE", fix: "End it.", cause }), plain)).toBe(
      "error PORT_IN_USE Taken.\n  End it.\n",
    );
  });

  test.each([
    ["http://127.0.0.1:8000/", [], "Local    http://127.0.0.1:8000/\n  Network  use --host"],
    ["http://[::1]:8000/", [], "Local    http://[::1]:8000/\n  Network  use --host"],
    [
      "http://localhost:8000/",
      ["http://10.0.0.2:8000/"],
      "Local    http://localhost:8000/\n  Network  http://10.0.0.2:8000/",
    ],
    ["http://10.0.0.2:8000/", [], "\n  Network  http://10.0.0.2:8000/\n"],
  ])("says who reaches %s", (url, network, words) => {
    expect(renderAddresses({ url, network }, plain)).toContain(words);
  });

  test("reports an error with its code, its fix, and the stack of what caused it", () => {
    const cause = plainReport("deep", { stack: "Error: deep\n    at /blog/app.ts:1:2" });
    const error = plainReport("It failed.", { code: "FAILED", fix: "Mend it.", cause });
    expect(renderError(error, plain)).toBe(
      "error FAILED It failed.\n  Mend it.\n  Error: deep\n      at /blog/app.ts:1:2\n",
    );
  });
});
