import type { MediarootError } from "@mediaroot/core";
import { loadProject } from "@mediaroot/core";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { loadFullApp } from "./load-full-app.ts";
import { run, type RunningServer } from "../media/media.test.support.ts";

const say = (name: string): string => `(request, response) => response.end("${name} " + request.url)`;
const SITE: Tree = {
  "settings.mjs": `export default { DEBUG: true };`,
  "media/x.css": "css",
  "server.mjs": `export const app = ${say("app")}; export default ${say("default")};
    export const createApp = async () => ${say("made")}; export const later = Promise.resolve(${say("later")});
    export const adapter = Object.assign((request, ...rest) => (${say("adapter")})(request, ...rest), { fetch() {} });`,
};
const settings = (body: string): Tree => ({ "settings.mjs": `export default { DEBUG: true, ${body} };` });

async function start(tree: TestTree): Promise<RunningServer> {
  const full = await loadFullApp(await loadProject({ directory: tree.root }), { notes: () => {} });
  return run(await full.listen(0));
}

async function answerOf(tree: Tree, target = "/x"): Promise<string> {
  using site = createTree({ ...SITE, ...tree });
  await using server = await start(site);
  return (await server.ask(target)).text;
}

async function faultOf(tree: Tree): Promise<MediarootError> {
  using site = createTree({ ...SITE, ...tree });
  return await loadFullApp(await loadProject({ directory: site.root })).then(
    () => expect.fail("it loaded"),
    (error: MediarootError) => error,
  );
}

describe("APPLICATION", () => {
  test.each([
    ["an export", `APPLICATION: "./server.mjs#app"`, "app /x"],
    ["the default export", `APPLICATION: "./server.mjs"`, "default /x"],
    ["the default export, named", `APPLICATION: "./server.mjs#default"`, "default /x"],
    ["a function that is more than that", `APPLICATION: "./server.mjs#adapter"`, "adapter /x"],
    ["what a function makes", `APPLICATION: "./server.mjs#createApp()"`, "made /x"],
    ["a promise of one", `APPLICATION: "./server.mjs#later"`, "later /x"],
    ["a key", `APPLICATION: "web", APPLICATIONS: { web: "./server.mjs#app" }`, "app /x"],
    ["a key of a key", `APPLICATION: "a", APPLICATIONS: { a: "b", b: "./server.mjs" }`, "default /x"],
    ["__proto__", `APPLICATION: "__proto__", APPLICATIONS: { ["__proto__"]: "./server.mjs" }`, "default /x"],
    [
      "a module that a key is named like",
      `APPLICATION: "./a.mjs", APPLICATIONS: { "./a.mjs": "./server.mjs" }`,
      "default /x",
    ],
  ])("may be %s", async (_, body, answer) => {
    expect(await answerOf(settings(body))).toBe(answer);
  });

  test("may be absolute, and its name may hold spaces, signs and umlauts", async () => {
    using tree = createTree({ ...SITE, "sörver #1 100%.mjs": `export default ${say("odd")};` });
    tree.write(settings(`APPLICATION: ${JSON.stringify(tree.path("sörver #1 100%.mjs#default"))}`));
    await using server = await start(tree);
    expect((await server.ask("/x")).text).toBe("odd /x");
  });

  test.each([
    ["an object of exports", `exports.app = ${say("cjs")};`, "#app"],
    ["exports that only running it shows", `Object.assign(exports, { ["a" + "pp"]: ${say("cjs")} });`, "#app"],
    ["itself", `module.exports = ${say("cjs")};`, ""],
    [
      "what was ESM once",
      `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = ${say("cjs")};`,
      "",
    ],
  ])("may be CommonJS that exports %s", async (_, code, hash) => {
    expect(await answerOf({ ...settings(`APPLICATION: "./old.cjs${hash}"`), "old.cjs": code })).toBe("cjs /x");
  });

  test("is another project's application, with its own apps, settings and media", async () => {
    const other = {
      "other/settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }, MEDIA_URL: "/files/" };`,
      "other/blog/app.mjs": `export default { routes: async (app) => { app.get("/x", async () => "blog") } };`,
      "other/blog/media/b.css": "b",
    };
    const tree = { ...settings(`APPLICATION: "config:other/settings.mjs"`), ...other };
    expect(await answerOf(tree)).toBe("blog");
    expect(await answerOf(tree, "/files/blog/b.css")).toBe("b");
    expect(await answerOf(tree, "/media/x.css")).toBe("css");
  });

  test("is one of another project's APPLICATIONS, paths and keys taken from there, however long the chain", async () => {
    const tree = {
      ...settings(`APPLICATION: "config:b/settings.mjs#web", APPLICATIONS: { web: "./server.mjs" }`),
      "b/settings.mjs": `export default { APPLICATIONS: { web: "config:../c/settings.mjs" } };`,
      "c/settings.mjs": `export default { APPLICATION: "web", APPLICATIONS: { web: "./server.mjs" } };`,
      "c/server.mjs": `export default ${say("c")};`,
    };
    expect(await answerOf(tree)).toBe("c /x");
  });

  test("without one, the apps' own routes answer", async () => {
    const tree = {
      ...settings(`INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }`),
      "blog/app.mjs": `export default { routes: async (app) => { app.get("/x", async () => "blog") } };`,
    };
    expect(await answerOf(tree)).toBe("blog");
  });
});

describe("MOUNTS", () => {
  const MOUNTED: Tree = {
    ...settings(`APPLICATION: "./server.mjs#app", APPLICATIONS: { web: "./server.mjs" },
      MOUNTS: { "/f": "web", "/css": "./css", "/css/live": "./server.mjs#createApp()", "/f/css": "./css" }`),
    "css/a.css": "a",
    "css/live/hidden.css": "hidden",
  };

  test.each([
    ["/f/x?y", "default /x?y"],
    ["/f", "default /"],
    ["/f/%zz", "default /%zz"],
    ["/fffzzz", "app /fffzzz"],
    ["/css/a.css", "a"],
    ["/css/live/hidden.css", "made /hidden.css"],
    ["/css/liver", "404"],
    ["/f/css/a.css", "a"],
    ["/%zz", "app /%zz"],
  ])("the longest prefix answers %s", async (target, answer) => {
    const text = await answerOf(MOUNTED, target);
    if (answer === "404") expect(text).toContain("no media at /css/liver");
    else expect(text).toBe(answer);
  });

  test("stands beside the apps' own routes", async () => {
    const tree = {
      ...settings(`INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }, MOUNTS: { "/f": "./server.mjs#app" }`),
      "blog/app.mjs": `export default { routes: async (app) => { app.get("/x", async () => "blog") } };`,
    };
    expect(await answerOf(tree, "/x")).toBe("blog");
    expect(await answerOf(tree, "/f/x")).toBe("app /x");
  });

  test("a project serves its media below its prefix when MEDIA_URL begins with it", async () => {
    const tree = {
      ...settings(`APPLICATION: "./server.mjs#app", MOUNTS: { "/old": "config:old/settings.mjs" }`),
      "old/settings.mjs": `export default { DEBUG: true, APPLICATION: "./server.mjs", MEDIA_URL: "/old/files/", MOUNTS: { "/deep": "config:deep.mjs" } };`,
      "old/server.mjs": `export default ${say("old")};`,
      "old/media/o.css": "o",
      "old/deep.mjs": `export default { DEBUG: true, APPLICATION: "./server.mjs", MEDIA_URL: "/old/deep/media/", MEDIA_ROOT: "files" };`,
      "old/files/d.css": "d",
    };
    expect(await answerOf(tree, "/old/page")).toBe("old /page");
    expect(await answerOf(tree, "/old/files/o.css")).toBe("o");
    expect(await answerOf(tree, "/old/deep/media/d.css")).toBe("d");
    expect(await answerOf(tree, "/media/x.css")).toBe("css");
  });
});

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
        "for listener makes no application: it is one",
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

describe("the media of another project", () => {
  const other = (mediaUrl: string): Tree => ({
    ...settings(`INSTALLED_APPS: ["./shared"], APPLICATION: "config:other/settings.mjs"`),
    "shared/media/s.css": "",
    "other/settings.mjs": `export default { DEBUG: true, MEDIA_URL: "${mediaUrl}", INSTALLED_APPS: ["../shared", "./plain", "./blog"], APPLICATION: "../server.mjs" };`,
    "other/plain/": "",
    "other/blog/media/b.css": "",
  });
  const warningsOf = async (tree: Tree): Promise<readonly string[]> => {
    using site = createTree({ ...SITE, ...tree });
    const notes: string[] = [];
    await loadFullApp(await loadProject({ directory: site.root }), { notes: (line) => notes.push(line) });
    return notes;
  };

  test("is told of where this project's own is served in its place", async () => {
    expect(await warningsOf(other("/media/"))).toEqual([
      expect.stringMatching(/^The media of blog \(.*other\/settings.mjs\) is not served: \/media\/ is this project's/),
    ]);
  });

  test.each(["/files/", "https://cdn.example/media/"])("is not told of at %s", async (mediaUrl) => {
    expect(await warningsOf(other(mediaUrl))).toEqual([]);
  });
});

test("one application may be mounted twice", async () => {
  const tree = settings(
    `APPLICATION: "web", APPLICATIONS: { web: "./server.mjs" }, MOUNTS: { "/a": "web", "/b": "web" }`,
  );
  expect(await answerOf(tree, "/a/x")).toBe("default /x");
  expect(await answerOf(tree, "/b/x")).toBe("default /x");
});
