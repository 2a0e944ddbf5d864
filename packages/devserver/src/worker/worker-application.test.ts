import { expect, test } from "vitest";
import { renderLogLine } from "./worker-application.ts";

const line = (fields: object): string => JSON.stringify({ level: 50, time: 1, pid: 2, hostname: "h", ...fields });

test.each([
  [
    "an error, by its stack",
    { msg: "no", err: { message: "no", stack: "Error: no\n    at f (/site/app.ts:1:2)" } },
    "error Error: no\n    at f (/site/app.ts:1:2)\n",
  ],
  ["a message", { level: 40, msg: "slow" }, "warning slow\n"],
  ["a string that was thrown", { reqId: "r", req: { url: "/" }, err: "a string" }, "error a string\n"],
  ["an object that was thrown", { err: { reason: "none" } }, 'error {"reason":"none"}\n'],
  ["an object that was logged", { reqId: "r", attempts: 3 }, 'error {"attempts":3}\n'],
])("shows %s", (_, fields, shown) => {
  expect(renderLogLine(line(fields))).toBe(shown);
});
