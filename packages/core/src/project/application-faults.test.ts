import { createTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import type { MediarootError } from "../error.ts";
import { loadProject, type Project } from "./project.ts";

async function load(settings: string, tree: Tree = {}): Promise<Project> {
  using site = createTree({ "settings.mjs": `export default ${settings};`, ...tree });
  return await loadProject({ directory: site.root });
}

async function faultOf(settings: string, tree: Tree = {}): Promise<MediarootError> {
  return await load(settings, tree).then(
    () => expect.fail("it loaded"),
    (error: MediarootError) => error,
  );
}

describe("MOUNTS", () => {
  test("distinguishes directories from applications, in the settings' order", async () => {
    const project = await load(
      `{ MOUNTS: { "/css/": "css", "/old": "legacy", "/a": "./legacy", "/b": "config:b.ts#x", "/c": "./c.ts#app", "/d": "pkg#make()" },
         APPLICATIONS: { legacy: "./legacy.ts" } }`,
    );
    expect(project.applicationMounts).toEqual([
      { prefix: "/old", application: "legacy" },
      { prefix: "/b", application: "config:b.ts#x" },
      { prefix: "/c", application: "./c.ts#app" },
      { prefix: "/d", application: "pkg#make()" },
    ]);
    expect(project.mounts.map(({ prefix }) => prefix)).toEqual(["/css", "/a"]);
  });

  test.each<[string, string, Tree]>([
    ["the project root", "{ MOUNTS: { '/x': '.' } }", {}],
    ["a directory above it", "{ MOUNTS: { '/x': '..' } }", {}],
    ["the whole disk", "{ MOUNTS: { '/x': '/' } }", {}],
    ["a link to it", "{ MOUNTS: { '/x': './all' } }", { all: { link: "." } }],
    ["the settings file's directory, apart from ROOT", "{ ROOT: './site', MOUNTS: { '/x': '..' } }", { "site/": "" }],
  ])("refuses %s: the settings would be public", async (_, settings, tree) => {
    expect(await faultOf(settings, tree)).toMatchObject({
      code: "SETTING_INVALID",
      message: expect.stringMatching(/MOUNTS\["\/x"\].*public/),
      fix: expect.stringContaining("directory of its own"),
    });
  });

  test("takes a module for no directory, and says how to name its export", async () => {
    const fault = await faultOf("{ MOUNTS: { '/x': './server.ts' } }", { "server.ts": "" });
    expect(fault.fix).toContain('"./server.ts#default"');
  });

  test("suggests the application for a name that is nearly its key, unless such a directory is there", async () => {
    const settings = "{ MOUNTS: { '/x': 'legcy' }, APPLICATIONS: { legacy: './a.ts' } }";
    expect((await faultOf(settings)).fix).toContain('"legacy"');
    expect((await load(settings, { "legcy/": "" })).mounts).toHaveLength(1);
    expect((await load(settings.replace("legcy", "./legcy"))).mounts).toHaveLength(1);
    expect((await load(settings.replace("legcy", "dist"))).mounts).toHaveLength(1);
  });
});

describe("a name of an application", () => {
  test.each([
    ["APPLICATION", "{ APPLICATION: 'config:' }"],
    ["APPLICATION", "{ APPLICATION: './server.ts#' }"],
    ["APPLICATION", "{ APPLICATION: './server.ts#create(1)' }"],
    [`APPLICATIONS["old"]`, "{ APPLICATIONS: { old: '#app' } }"],
    [`MOUNTS["/old"]`, "{ MOUNTS: { '/old': 'config:#x' } }"],
  ])("that lacks a part is a fault of %s: %s", async (key, settings) => {
    const fault = await faultOf(settings);
    expect(fault).toMatchObject({
      code: "SETTING_INVALID",
      message: expect.stringContaining(`${key}: expected a key`),
    });
  });
});

describe("__proto__", () => {
  test("is a name like any other among APPLICATIONS", async () => {
    const { settings, applicationMounts } = await load(
      `{ APPLICATION: "__proto__", APPLICATIONS: { ["__proto__"]: "./a.ts" }, MOUNTS: { "/__proto__": "__proto__" } }`,
    );
    expect(Object.entries(settings.APPLICATIONS)).toEqual([["__proto__", "./a.ts"]]);
    expect(applicationMounts).toEqual([{ prefix: "/__proto__", application: "__proto__" }]);
  });

  test.each(["URLS", "MOUNTS"])("is no prefix in %s, and that is said", async (key) => {
    const fault = await faultOf(`{ ${key}: { ["__proto__"]: "x" } }`);
    expect(fault.message).toContain(`${key}["__proto__"]: expected URL prefixes that start with "/"`);
    expect(fault.message).toContain('found "x"');
  });
});

test.each([
  "URLS: []",
  "MOUNTS: new Map()",
  "APPLICATIONS: 'x'",
  "URLS: null",
  "MOUNTS: { '/x': 1 }",
  "APPLICATIONS: { '': 'x' }",
])("URLS, MOUNTS and APPLICATIONS take records of strings alone: %s", async (setting) => {
  expect((await faultOf(`{ ${setting} }`)).code).toBe("SETTING_INVALID");
});
