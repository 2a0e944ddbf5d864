import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { asNobody } from "./as-nobody.test.support.ts";
import { faultOf, projectTree } from "./project.test.support.ts";
import { loadProject } from "../src/project/project.ts";
import { createTree } from "../src/testing.ts";

describe("a settings file", () => {
  test("that waits for what never comes is reported, and one that waits a little is read", async () => {
    using tree = createTree({
      "never.mjs": "await new Promise(() => {}); export default {};",
      "soon.mjs": "await new Promise((done) => setTimeout(done, 20)); export default { DEBUG: true };",
    });
    await expect(loadProject({ directory: tree.root, settings: "never.mjs", patience: 0.1 })).rejects.toMatchObject({
      code: "SETTINGS_UNFINISHED",
      message: expect.stringContaining(tree.path("never.mjs")),
    });
    expect(await loadProject({ directory: tree.root, settings: "soon.mjs" })).toMatchObject({ debug: true });
  });

  test.each(["x".repeat(300), "nul\0", "settings.mjs/x", "."])("named %j is reported as missing", async (settings) => {
    using tree = projectTree("{}");
    await expect(loadProject({ directory: tree.root, settings })).rejects.toMatchObject({ code: "SETTINGS_NOT_FOUND" });
  });

  test.each([".", "..", "./x/.."])("is not published by MEDIA_ROOT %s", async (mediaRoot) => {
    expect((await faultOf(`{ MEDIA_ROOT: '${mediaRoot}' }`)).message).toContain(
      "MEDIA_ROOT: expected a directory of its own",
    );
  });

  test("whose ROOT is no directory is reported", async () => {
    expect((await faultOf("{ ROOT: 'none' }")).message).toBe('ROOT: expected a directory, found "none".');
  });

  test("that may not be read is reported, and not as a line that fails", async () => {
    using tree = projectTree("{}");
    await asNobody(tree, ["settings.mjs"], async () => {
      await expect(loadProject({ directory: tree.root })).rejects.toMatchObject({
        code: "SETTINGS_UNREADABLE",
        message: expect.stringContaining(`${tree.path("settings.mjs")} cannot be read: EACCES`),
      });
    });
  });

  test("that is missing is reported with every place tried", async () => {
    using tree = createTree();
    await expect(loadProject({ directory: tree.root })).rejects.toMatchObject({
      code: "SETTINGS_NOT_FOUND",
      exitCode: 2,
      message: expect.stringMatching(/settings\.ts[^]*settings\.mts[^]*settings\.js[^]*settings\.mjs/),
    });
  });

  test.each([
    ["throws", "throw new Error('no database');", "SETTINGS_THREW"],
    ["throws a string", "throw 'no database';", "SETTINGS_THREW"],
    ["imports what is not there", "import './nothing.ts'; export default {};", "SETTINGS_THREW"],
    ["exports nothing", "export const x = 1;", "SETTINGS_NO_EXPORT"],
    ["is empty", "", "SETTINGS_NO_EXPORT"],
    ["says nothing to anybody", "const settings = { DEBUG: true };", "SETTINGS_NO_EXPORT"],
    ["exports a list", "export default [];", "SETTINGS_NO_EXPORT"],
    ["exports a promise of settings", "export default Promise.resolve({ DEBUG: true });", "SETTINGS_NO_EXPORT"],
    ["exports a map", "export default new Map();", "SETTINGS_NO_EXPORT"],
    ["throws what has no words", "throw Object.create(null);", "SETTINGS_THREW"],
    ["throws a syntax error of its own", "export default JSON.parse('{x');", "SETTINGS_THREW"],
    ["has a getter that throws", "export default { get DEBUG() { throw new Error('no'); } };", "SETTINGS_THREW"],
    ["is a proxy that throws", "export default new Proxy({}, { ownKeys() { throw 1; } });", "SETTINGS_THREW"],
    ["exports null", "export default null;", "SETTINGS_NO_EXPORT"],
    ["holds an enum", "enum A { B } export default {};", "SETTINGS_SYNTAX"],
    [
      "holds a parameter property",
      "class A { constructor(private x: number) {} } export default {};",
      "SETTINGS_SYNTAX",
    ],
    ["is no code", "export default {", "SETTINGS_SYNTAX"],
  ])("that %s is reported, with its cause", async (_, source, code) => {
    using tree = createTree({ "settings.ts": source, "package.json": '{"type":"module"}' });
    await expect(loadProject({ directory: tree.root })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(tree.path("settings.ts")),
    });
  });
});

describe("the fix of a settings file that cannot be loaded", () => {
  test.each([
    ["commonjs", "export default {};", 'Write "type": "module" in package.json, or rename the file to settings.mts.'],
    ["commonjs", "import 'node:fs'; export default {};", 'Write "type": "module" in package.json'],
    ["module", "enum A { B }\nexport default {};", "write no enum"],
    ["module", "export default { DEBUG: };", "Correct the syntax there."],
    ["module", "import './nothing.ts'; export default {};", "Write the name of the imported file in full"],
    ["module", "import './settigs.ts'; export default {};", 'extension. Did you mean "settings.ts"?'],
    ["module", "import './settings'; export default {};", 'extension. Did you mean "settings.ts"?'],
    ["module", "import '@acme/nothing/x'; export default {};", "Install the package (npm install @acme/nothing)"],
    ["module", "throw new Error('no');", "Fix the line named in the cause."],
  ])("fits its fault: %s, %s", async (type, source, fix) => {
    using tree = createTree({ "settings.ts": source, "package.json": JSON.stringify({ type }) });
    await expect(loadProject({ directory: tree.root })).rejects.toMatchObject({ fix: expect.stringContaining(fix) });
  });

  test("comes with the line of the fault", async () => {
    using tree = createTree({ "settings.ts": "\nenum A { B }\n", "package.json": '{"type":"module"}' });
    await expect(loadProject({ directory: tree.root })).rejects.toMatchObject({
      message: expect.stringContaining(`(${tree.path("settings.ts")}:2)`),
    });
  });
});

test("no import() of user code stands outside load-settings", () => {
  expect(readFileSync(new URL("../src/apps/load-app-config.ts", import.meta.url), "utf8")).not.toContain("import(");
});
