import { describe, expect, test } from "vitest";
import { plainReport } from "./error-report.ts";
import { positionOf, usersStack } from "./error-position.ts";

const OURS = `    at answer (file://${import.meta.dirname}/report-error.ts:32:28)`;
const PACKAGE = "    at next (/site/node_modules/router/index.js:305:5)";

describe("where an error arose", () => {
  const stack = (...lines: readonly string[]): string => lines.join("\n");

  test("is the first frame of the user's own code", () => {
    const text = stack("TypeError: no", PACKAGE, OURS, "    at async load (file:///site/blog/app.ts:6:25)");
    expect(positionOf(plainReport("no", { stack: text }))).toEqual({ file: "/site/blog/app.ts", line: 6, column: 25 });
  });

  test.each([
    ["export default {{ broken", "                 ^", 18],
    ["import { a } from 'b'", "         ^", 10],
    ["};\nconst broken = ;", "               ^", 16],
    ["no mark below", "SyntaxError: no", 1],
  ])("in what does not parse is where the mark below it stands: %j", (code, mark, column) => {
    const text = stack("file:///site/blog/app.ts:3", code, mark, "", "SyntaxError: no");
    expect(positionOf(plainReport("no", { stack: text }))).toEqual({ file: "/site/blog/app.ts", line: 3, column });
  });
});

describe("a stack on a terminal", () => {
  test("keeps the frames of the user's own code", () => {
    const stack = `TypeError: no\n    at load (file:///site/blog/app.ts:6:25)\n${PACKAGE}\n    at node:internal/x:1:2`;
    expect(usersStack(stack)).toBe("TypeError: no\n    at load (file:///site/blog/app.ts:6:25)");
  });

  test("is whole where nothing in it is the user's", () => {
    expect(usersStack(`TypeError: no\n${PACKAGE}`)).toBe(`TypeError: no\n${PACKAGE}`);
  });

  test("of an error of ours is its message, which names the place, and those of its causes", () => {
    const message = "MediarootError: /site/blog/a.html:3:4: {% if %} is never closed";
    expect(usersStack(`${message}\n${OURS}\ncaused by: Error: parseIf\n${PACKAGE}`)).toBe(
      `${message}\ncaused by: Error: parseIf`,
    );
  });

  test("does not repeat a message that a cause has too, unless the cause has a line of the user's code", () => {
    const message = "MediarootError TEMPLATE_RENDER_FAILED: /site/blog/a.html:3:4: a is not a list";
    const cause = "caused by: TypeError: a is not a list";
    const users = "    at joinAll (file:///site/blog/app.ts:6:25)";
    expect(usersStack(`${message}\n${OURS}\n${cause}\n${PACKAGE}`)).toBe(message);
    expect(usersStack(`${message}\n${OURS}\n${cause}\n${users}`)).toBe(`${message}\n${cause}\n${users}`);
  });
});
