import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli } from "./cli.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";
import { settings } from "./start-site.test.support.ts";

/** An application that builds a module, imports it, and builds it again before it answers, as frameworks do in development. */
const builder = (directory: string, write: string): string => `
  import fs, { mkdirSync } from "node:fs";
  import { rename, writeFile } from "node:fs/promises";
  import { createRequire } from "node:module";
  import { setTimeout as sleep } from "node:timers/promises";
  const load = createRequire(import.meta.url);
  const directory = new URL("../${directory}/", import.meta.url);
  const file = new URL("manifest.json", directory);
  const build = async (text: string) => { ${write} };
  let builds = 0;
  export default { routes: async (app: { get: Function }) => {
    app.get("/", async () => {
      mkdirSync(directory, { recursive: true });
      for (const _ of [1, 2]) {
        await build(JSON.stringify({ builds: (builds += 1) }));
        delete load.cache[file.pathname];
        load(file.pathname);
        await sleep(20);
      }
      await build(JSON.stringify({ builds: (builds += 1) }));
      return process.pid + " " + builds;
    });
  } };`;

describe("files that the application builds itself start no worker:", () => {
  const site = shareSite({ "settings.ts": settings(), "blog/app.ts": `export default {};` });
  let cases = 0;

  test.each([
    [
      "in a dotted directory, however they are written",
      ".build",
      `(await import("node:child_process")).execSync("cat > " + file.pathname, { input: text });`,
    ],
    ["written", "build", "await writeFile(file, text);"],
    ["written by the default export of node:fs", "build", "fs.writeFileSync(file.pathname, text);"],
    ["written by a stream", "build", "await new Promise((done) => fs.createWriteStream(file).end(text, done));"],
    [
      "renamed over the old one",
      "build",
      `await writeFile(file.pathname + ".tmp", text); await rename(file.pathname + ".tmp", file);`,
    ],
    [
      "written by a handle, slowly",
      "build",
      `
      const { open } = await import("node:fs/promises");
      const handle = await open(file, "w");
      await handle.write(text.slice(0, 1)); await sleep(20);
      await handle.write(text.slice(1)); await handle.close();`,
    ],
    [
      "written by a descriptor",
      "build",
      "const fd = fs.openSync(file, 'w'); fs.writeSync(fd, text); fs.closeSync(fd);",
    ],
    [
      "copied with their directory",
      "build",
      `
      const next = new URL("../next/", directory);
      mkdirSync(next, { recursive: true });
      await writeFile(new URL("manifest.json", next), text);
      await fs.promises.cp(next, directory, { recursive: true });`,
    ],
    [
      "in a directory that a link leads to",
      "build",
      `
      const next = new URL("../next" + builds + "/", directory);
      mkdirSync(next, { recursive: true });
      fs.writeFileSync(new URL("manifest.json", next), text);
      fs.rmSync(directory.pathname.slice(0, -1), { recursive: true });
      fs.symlinkSync(next.pathname, directory.pathname.slice(0, -1));`,
    ],
    [
      "in a directory that is renamed",
      "build",
      `
      fs.rmSync(new URL("../next", directory), { recursive: true, force: true });
      mkdirSync(new URL("../next", directory));
      fs.writeFileSync(new URL("../next/manifest.json", directory), text);
      fs.rmSync(directory, { recursive: true });
      fs.renameSync(new URL("../next", directory), directory);`,
    ],
  ])("%s", async (_, directory, write) => {
    const { server, tree } = site;
    // Each case builds in a directory of its own, as if nothing had been built before.
    tree.write({ "blog/app.ts": builder(`${directory}-${(cases += 1)}`, write) });
    const started = server.events.filter(({ kind }) => kind === "ready").length;
    const answers: string[] = [];
    while (answers.length < 3) answers.push((await server.get("/")).text);
    const [pid] = (answers[0] ?? "").split(" ");
    expect(answers).toEqual([`${pid} 3`, `${pid} 6`, `${pid} 9`]);
    expect(server.events.filter(({ kind }) => kind === "ready")).toHaveLength(started + 1);
  });

  test("that were there when it started, and were read", async () => {
    const app = `
      import { writeFileSync } from "node:fs";
      import data from "../build/data.json" with { type: "json" };
      export default { routes: async (app: { get: Function }) => app.get("/", async () => {
        writeFileSync(new URL("../build/data.json", import.meta.url), JSON.stringify({ at: Date.now() }));
        return process.pid + JSON.stringify(data);
      }) };`;
    using tree = createTree({ "settings.ts": settings(), "blog/app.ts": app, "build/data.json": "{}" });
    await using server = await startCli(tree.root);
    const { text } = await server.get("/");
    expect((await server.get("/")).text).toBe(text);
    expect((await server.get("/")).text).toBe(text);
  });
});

test("a file that a child process of the application writes at each start is named", async () => {
  const app = `
    import { execFileSync } from "node:child_process";
    import { at } from "../build/at.ts";
    execFileSync("cp", [import.meta.dirname + "/at.ts", import.meta.dirname + "/../build/at.ts"]);
    export default { routes: async (app: { get: Function }) => app.get("/", async () => at) };`;
  const at = `export const at = "here";`;
  using tree = createTree({ "settings.ts": settings(), "blog/app.ts": app, "blog/at.ts": at, "build/at.ts": at });
  await using server = await startCli(tree.root);
  const warning = await server.event("warning", ({ message }) => message.startsWith("build/at.ts changes each time"));
  expect(warning).toMatchObject({ message: expect.stringContaining("begins with a dot (.build)") });
  expect((await server.get("/")).text).toBe("here");
});

describe("what the user saves after the application has written it counts:", () => {
  test("a file", async () => {
    const app = `
      import { writeFileSync } from "node:fs";
      import data from "../build/data.json" with { type: "json" };
      export default { routes: async (app: { get: Function }) => {
        app.get("/write", async () => writeFileSync(new URL("../build/data.json", import.meta.url), '{ "by": "app" }'));
        app.get("/", async () => data.by);
      } };`;
    using tree = createTree({ "settings.ts": settings(), "blog/app.ts": app, "build/data.json": '{ "by": "user" }' });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toBe("user");
    await server.get("/write");
    expect((await server.get("/")).text).toBe("user");
    tree.write({ "build/data.json": '{ "by": "user again" }' });
    expect((await server.get("/")).text).toBe("user again");
  });

  test("all of a project into whose root it has copied something", async () => {
    const app = (text: string): string => `
      import { cp } from "node:fs/promises";
      await cp(new URL("../defaults", import.meta.url), new URL("..", import.meta.url), { recursive: true });
      export default { routes: async (app: { get: Function }) => app.get("/", async () => "${text}") };`;
    using tree = createTree({ "settings.ts": settings(), "blog/app.ts": app("one"), "defaults/notes.json": "{}" });
    await using server = await startCli(tree.root);
    for (const text of ["one", "two", "three"]) {
      tree.write({ "blog/app.ts": app(text) });
      expect((await server.get("/")).text).toBe(text);
    }
  });
});

test("a module that is imported late, and saved before and after, is the user's code", async () => {
  const app = `export default { routes: async (app: { get: Function }) =>
    app.get("/", async () => (await import("../late.ts")).text) };`;
  using tree = createTree({ "settings.ts": settings(), "blog/app.ts": app, "late.ts": `export const text = "one";` });
  await using server = await startCli(tree.root);
  await server.event("ready");
  for (const text of ["two", "three"]) {
    tree.write({ "late.ts": `export const text = "${text}";` });
    expect((await server.get("/")).text).toBe(text);
  }
});
