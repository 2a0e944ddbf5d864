import { describe, expect, test } from "vitest";
import { faultOf, settings } from "./load-full-app.test.support.ts";

describe("an APPLICATION", () => {
  test.each<[string, string, readonly string[]]>([
    ["an object of many names", `APPLICATION: "node:fs"`, ["an object with ", ", ...."]],
    [
      "a factory that is not called",
      `APPLICATION: "./server.mjs#createApp"`,
      ["without parameters", `"./server.mjs#createApp()"`],
    ],
    [
      "a factory with options that is not called",
      `APPLICATION: "./named.mjs#makeWith"`,
      ["makeWith of", "one parameter", `"./named.mjs#makeWith()"`, "(request, response)"],
    ],
    [
      "a call of a listener",
      `APPLICATION: "./named.mjs#listener()"`,
      [
        "listener() of",
        `The export "listener" is the application itself`,
        `Leave out the parentheses: "./named.mjs#listener".`,
      ],
    ],
    ["a call of an Express application", `APPLICATION: "./express.mjs#app()"`, ["app() of", `"./express.mjs#app"`]],
    [
      "a call of a Connect application, the default export",
      `APPLICATION: "./connect.mjs#default()"`,
      [`"./connect.mjs"`],
    ],
    ["a call of a Koa application", `APPLICATION: "./koa.mjs#app()"`, ["app() of", `"./koa.mjs#app"`]],
    [
      "a factory of factories",
      `APPLICATION: "./named.mjs#makeFactory()"`,
      ["makeFactory() of", "without parameters", "(request, response)"],
    ],
    ["an object", `APPLICATION: "./named.mjs#web"`, ["web of", "an object with a"]],
    ["a call of what is no function", `APPLICATION: "./named.mjs#web()"`, ["which is no function"]],
    ["a function that makes nothing", `APPLICATION: "./named.mjs#nothing()"`, ["nothing() of", "undefined"]],
  ])("that is %s is refused, with what to write", async (_, body, words) => {
    const fault = await faultOf({
      ...settings(body),
      "named.mjs": `export const web = { a: 1 }; export function nothing() {}
        export const makeWith = (options) => () => {}; export const makeFactory = () => () => {};
        export const listener = (request, response) => response.end();`,
      "express.mjs": `import express from "${import.meta.resolve("express")}"; export const app = express();`,
      "connect.mjs": `import connect from "${import.meta.resolve("connect")}"; export default connect();`,
      "koa.mjs": `import Koa from "${import.meta.resolve("koa")}"; export const app = new Koa();`,
    });
    expect(fault.code).toBe("APPLICATION_UNUSABLE");
    for (const word of words) expect(`${fault.message}\n${fault.fix}`).toContain(word);
  });
});
