import type { MediarootError } from "@mediaroot/core";
import { loadProject } from "@mediaroot/core";
import { createTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { SITE, settings } from "./load-full-app.test.support.ts";
import { loadFullApp } from "../src/load/load-full-app.ts";

async function faultOf(tree: Tree): Promise<MediarootError> {
  using site = createTree({ ...SITE, ...tree });
  return await loadFullApp(await loadProject({ directory: site.root })).then(
    () => expect.fail("it loaded"),
    (error: MediarootError) => error,
  );
}

describe("a wrong name", () => {
  test.each<[string, string, string, readonly string[]]>([
    [
      "a file that is not there",
      `APPLICATION: "./srver.mjs#app"`,
      "APPLICATION_NOT_FOUND",
      ["APPLICATION of", "srver.mjs", `"./server.mjs"`],
    ],
    [
      "a file without its extension",
      `APPLICATION: "./server#app"`,
      "APPLICATION_NOT_FOUND",
      [`Did you mean "./server.mjs"?`],
    ],
    ["a directory", `APPLICATION: "./media"`, "APPLICATION_NOT_FOUND", ["media"]],
    [
      "a package that is not installed",
      `APPLICATION: "no-such-package#app"`,
      "APPLICATION_NOT_FOUND",
      ["node_modules/no-such-package"],
    ],
    ["a path without ./", `APPLICATION: "server.mjs#app"`, "APPLICATION_NOT_FOUND", [`Did you mean "./server.mjs"?`]],
    [
      "nearly a key",
      `APPLICATION: "wbe", APPLICATIONS: { web: "./server.mjs" }`,
      "APPLICATION_NOT_FOUND",
      [`Did you mean "web"?`, "a key of APPLICATIONS: web."],
    ],
    [
      "nearly an export",
      `APPLICATION: "./server.mjs#ap"`,
      "APPLICATION_EXPORT_MISSING",
      [`no export "ap"`, `Did you mean "app"`, `"./server.mjs#createApp"`],
    ],
    [
      "a property of every object",
      `APPLICATION: "./server.mjs#toString"`,
      "APPLICATION_EXPORT_MISSING",
      [`no export "toString"`],
    ],
    [
      "a default export that is not there",
      `APPLICATION: "./named.mjs"`,
      "APPLICATION_EXPORT_MISSING",
      ["no default export", `"./named.mjs#web"`],
    ],
    ["a module without exports", `APPLICATION: "./empty.mjs"`, "APPLICATION_EXPORT_MISSING", ["exports nothing"]],
    ["an object of many names", `APPLICATION: "node:fs"`, "APPLICATION_UNUSABLE", ["an object with ", ", ...."]],
    [
      "settings that are not there",
      `APPLICATION: "config:none/settings.mjs"`,
      "APPLICATION_NOT_FOUND",
      ["none/settings.mjs"],
    ],
    [
      "settings that are nearly there",
      `APPLICATION: "config:./setings.mjs"`,
      "APPLICATION_NOT_FOUND",
      [`Did you mean "config:./settings.mjs"?`],
    ],
    [
      "a directory of settings",
      `APPLICATION: "config:sub/"`,
      "APPLICATION_NOT_FOUND",
      [`Did you mean "config:sub/settings.mjs"?`],
    ],
    ["a directory of code", `APPLICATION: "./sub#app"`, "APPLICATION_NOT_FOUND", [`Did you mean "./sub/server.js"?`]],
    [
      "a key that other settings lack",
      `APPLICATION: "config:other.mjs#wbe"`,
      "APPLICATION_UNKNOWN",
      ["other.mjs has no key", `Did you mean "web"?`, "Its keys are: web."],
    ],
    [
      "__proto__, which nobody wrote",
      `APPLICATION: "config:other.mjs#__proto__"`,
      "APPLICATION_UNKNOWN",
      [`"__proto__"`],
    ],
    [
      "settings with a fault",
      `MOUNTS: { "/x": "config:broken.mjs" }`,
      "APPLICATION_FAILED",
      [`MOUNTS["/x"] of`, "broken.mjs", "MEDIA_URL: expected"],
    ],
    [
      "a factory that is not called",
      `APPLICATION: "./server.mjs#createApp"`,
      "APPLICATION_UNUSABLE",
      ["without parameters", `"./server.mjs#createApp()"`],
    ],
    [
      "a factory with options that is not called",
      `APPLICATION: "./named.mjs#makeWith"`,
      "APPLICATION_UNUSABLE",
      ["makeWith of", "one parameter", `"./named.mjs#makeWith()"`, "(request, response)"],
    ],
    [
      "a call of a listener",
      `APPLICATION: "./named.mjs#listener()"`,
      "APPLICATION_UNUSABLE",
      [
        "listener() of",
        `The export "listener" is the application itself`,
        `Leave out the parentheses: "./named.mjs#listener".`,
      ],
    ],
    [
      "a call of an Express application",
      `APPLICATION: "./express.mjs#app()"`,
      "APPLICATION_UNUSABLE",
      ["app() of", `"./express.mjs#app"`],
    ],
    [
      "a call of a Connect application, the default export",
      `APPLICATION: "./connect.mjs#default()"`,
      "APPLICATION_UNUSABLE",
      [`"./connect.mjs"`],
    ],
    [
      "a call of a Koa application",
      `APPLICATION: "./koa.mjs#app()"`,
      "APPLICATION_UNUSABLE",
      ["app() of", `"./koa.mjs#app"`],
    ],
    [
      "a factory of factories",
      `APPLICATION: "./named.mjs#makeFactory()"`,
      "APPLICATION_UNUSABLE",
      ["makeFactory() of", "without parameters", "(request, response)"],
    ],
    ["an object", `APPLICATION: "./named.mjs#web"`, "APPLICATION_UNUSABLE", ["web of", "an object with a"]],
    [
      "a call of what is no function",
      `APPLICATION: "./named.mjs#web()"`,
      "APPLICATION_UNUSABLE",
      ["which is no function"],
    ],
    [
      "a function that makes nothing",
      `APPLICATION: "./named.mjs#nothing()"`,
      "APPLICATION_UNUSABLE",
      ["nothing() of", "undefined"],
    ],
  ])("that is %s says what there is", async (_, body, code, words) => {
    const fault = await faultOf({
      ...settings(body),
      "named.mjs": `export const web = { a: 1 }; export function nothing() {}
        export const makeWith = (options) => () => {}; export const makeFactory = () => () => {};
        export const listener = (request, response) => response.end();`,
      "express.mjs": `import express from "${import.meta.resolve("express")}"; export const app = express();`,
      "connect.mjs": `import connect from "${import.meta.resolve("connect")}"; export default connect();`,
      "koa.mjs": `import Koa from "${import.meta.resolve("koa")}"; export const app = new Koa();`,
      "empty.mjs": "",
      "sub/settings.mjs": "",
      "sub/server.js": "",
      "other.mjs": `export default { APPLICATIONS: { web: "./server.mjs" } };`,
      "broken.mjs": `export default { MEDIA_URL: "x" };`,
    });
    expect(fault.code).toBe(code);
    for (const word of words) expect(`${fault.message}\n${fault.fix}`).toContain(word);
  });
});

test.each([
  ["throws while it is imported", "./bad.mjs", `throw new Error("no database");`],
  ["throws what is no error", "./bad.mjs", `throw "no database";`],
  ["throws when it is called", "./bad.mjs#make()", `export function make() { throw new Error("no database"); }`],
  ["rejects", "./bad.mjs#make()", `export async function make() { throw new Error("no database"); }`],
  ["exports a promise that rejects", "./bad.mjs", `export default Promise.reject(new Error("no database"));`],
])("a module that %s is told, with its own error as the cause", async (_, name, code) => {
  const fault = await faultOf({ ...settings(`APPLICATION: "${name}"`), "bad.mjs": code });
  expect(fault).toMatchObject({ code: "APPLICATION_FAILED", message: expect.stringContaining("no database") });
  expect(String(fault.cause)).toContain("no database");
});

test.each<[string, Tree, readonly string[]]>([
  [
    "a key that names itself",
    settings(`APPLICATION: "a", APPLICATIONS: { a: "a" }`),
    ["settings.mjs", "settings.mjs#a", "settings.mjs#a"],
  ],
  ["a file that names itself", settings(`APPLICATION: "config:settings.mjs"`), ["settings.mjs", "settings.mjs"]],
  [
    "two files that name each other",
    {
      ...settings(`APPLICATION: "config:b.mjs#web"`),
      "b.mjs": `export default { APPLICATIONS: { web: "config:settings.mjs" } };`,
    },
    ["settings.mjs", "b.mjs#web", "settings.mjs"],
  ],
  [
    "projects that are mounted in each other",
    {
      ...settings(`APPLICATION: "./server.mjs", MOUNTS: { "/b": "config:b.mjs" }`),
      "b.mjs": `export default { APPLICATION: "./server.mjs", MOUNTS: { "/a": "config:settings.mjs" } };`,
    },
    ["settings.mjs", "b.mjs", "settings.mjs"],
  ],
])("a circle is told with each step: %s", async (_, tree, steps) => {
  const fault = await faultOf(tree);
  expect(fault.code).toBe("APPLICATION_CYCLE");
  const told = [...fault.message.matchAll(/- .*\/([^/\n]+)$/gm)].map(([, step]) => step);
  expect(told).toEqual(steps);
});
