import { loadProject } from "@mediaroot/core";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { run, type RunningServer } from "../../../media/tests/media.test.support.ts";
import { SITE, say, settings } from "../../tests/load-full-app.test.support.ts";
import { loadFullApp } from "./load-full-app.ts";

async function start(tree: TestTree): Promise<RunningServer> {
  const full = await loadFullApp(await loadProject({ directory: tree.root }), { log: () => {} });
  return run(await full.listen(0));
}

async function answerOf(tree: Tree, target = "/x"): Promise<string> {
  using site = createTree({ ...SITE, ...tree });
  await using server = await start(site);
  return (await server.ask(target)).text;
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

  test.each([
    ["by its extension", "./old.cjs", "old.cjs"],
    ["by its package.json", "./old/app.js", "old/app.js"],
    ["by its code", "./loose/app.js", "loose/app.js"],
    ["by its code, with types", "./loose/app.ts", "loose/app.ts"],
    ["in a package", "old-site", "node_modules/old-site/index.js"],
  ])("may be CommonJS %s that listens unless another module loads it", async (_, name, file) => {
    const guarded = `if (!module.parent || require.main === module) throw new Error("it listens");
      module.exports = ${say("cjs")};`;
    const site = {
      "old/package.json": `{ "type": "commonjs" }`,
      "node_modules/old-site/package.json": "{}",
      [file]: guarded,
    };
    expect(await answerOf({ ...settings(`APPLICATION: "${name}"`), ...site })).toBe("cjs /x");
  });

  test("may be ESM that only its code shows, and runs once, whether it awaits or not", async () => {
    for (const wait of ["", "await null;"]) {
      const code = `${wait} globalThis.runsOfEsm = (globalThis.runsOfEsm ?? 0) + 1;
        export default (request, response) => response.end(String(globalThis.runsOfEsm));`;
      expect(await answerOf({ ...settings(`APPLICATION: "./loose.js"`), "loose.js": code })).toBe("1");
      Reflect.deleteProperty(globalThis, "runsOfEsm");
    }
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
    const lines: string[] = [];
    await loadFullApp(await loadProject({ directory: site.root }), { log: (line) => lines.push(line) });
    return lines;
  };

  test("is warned of where this project's own is served in its place", async () => {
    expect(await warningsOf(other("/media/"))).toEqual([
      expect.stringMatching(/^The media of blog \(.*other\/settings.mjs\) is not served: \/media\/ is this project's/),
    ]);
  });

  test.each(["/files/", "https://cdn.example/media/"])("causes no warning at %s", async (mediaUrl) => {
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
