import { renameSync, rmSync, writeFileSync } from "node:fs";
import { createTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli, until } from "./cli.test.support.ts";
import { openEventStream } from "./event-stream.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";
import { untilWatched, watchesOf } from "./watched-directories.test.support.ts";

const settings = (app: string): string =>
  `export default { DEBUG: true, INSTALLED_APPS: ["${app}"], URLS: { "/": "blog" } };`;
const app = (answer: string): string =>
  `export default { routes: async (app) => { app.get("/", async () => ${answer}); } };`;

describe("a save that no request asks after", () => {
  const site = shareSite({
    "settings.mjs": settings("./blog"),
    "blog/app.mjs": app(`process.env.GREETING ?? "none"`),
    "other/blog/app.mjs": app(`"other"`),
  });

  /** Waits until a save is reported. */
  async function watched(): Promise<void> {
    const { server, tree } = site;
    await server.event("ready");
    for (const directory of ["", "blog"]) await untilWatched(server.child.pid, tree.path(directory));
  }

  test("of .env, its removal included, is seen", async () => {
    const { server, tree } = site;
    await watched();
    const greeted = server.next("ready", ({ cause }) => cause === ".env");
    tree.write({ ".env": "GREETING=hello\n" });
    await greeted;
    expect((await server.get("/")).text).toBe("hello");
    const removed = server.next("ready", ({ cause }) => cause === ".env");
    rmSync(tree.path(".env"));
    await removed;
    expect((await server.get("/")).text).toBe("none");
  });

  test("that is seen half-written is started anew when the rest is there", async () => {
    const { server, tree } = site;
    await watched();
    const whole = app(`"whole"`);
    const [half, rest] = [server.next("failed"), server.next("ready", ({ cause }) => cause === "blog/app.mjs")];
    writeFileSync(tree.path("blog/app.mjs"), whole.slice(0, 40));
    await half;
    writeFileSync(tree.path("blog/app.mjs"), whole);
    await rest;
    expect((await server.get("/")).text).toBe("whole");
  });

  test("by renaming, of the settings too, is seen", async () => {
    const { server, tree } = site;
    await watched();
    const restarted = server.next("ready", ({ cause }) => cause === "settings.mjs");
    tree.write({ "settings.mjs.tmp": settings("./other/blog") });
    renameSync(tree.path("settings.mjs.tmp"), tree.path("settings.mjs"));
    await restarted;
    expect((await server.get("/")).text).toBe("other");
  });
});

/** A module that saves data beside it by renaming. */
const SAVE = `import { renameSync, writeFileSync } from "node:fs";
  const file = new URL("data.json", import.meta.url);
  const save = () => { writeFileSync(new URL(".data.tmp", file), "{}"); renameSync(new URL(".data.tmp", file), file); return "saved"; };`;

test.each([
  ["by its own process starts no worker", `${SAVE} ${app("save()")}`, []],
  [
    "by another process starts a worker once at the most",
    `import { execFileSync } from "node:child_process";
     const save = () => String(execFileSync(process.execPath, [new URL("save.mjs", import.meta.url).pathname]));
     ${app("save()")}`,
    ["blog/data.json"],
  ],
])("data that an application keeps beside its code, and saves %s", async (_, code, causes) => {
  using tree = createTree({
    "settings.mjs": settings("./blog"),
    "blog/app.mjs": code,
    "blog/save.mjs": `${SAVE} process.stdout.write(save());`,
    "blog/media/a.css": "a{}",
  });
  await using server = await startCli(tree.root);
  await server.event("ready");
  await untilWatched(server.child.pid, tree.path("blog"));
  await server.get("/media/blog/a.css");
  using page = await openEventStream(server.url);
  const swaps = (): number => page.text().split("a.css").length - 1;
  for (let time = 1; time <= 4; time += 1) {
    expect((await server.get("/")).text).toBe("saved");
    // Changes are seen in their order: once this one has reached the page, the save before it has been seen.
    tree.write({ "blog/media/a.css": `a{order:${time}}` });
    await until(() => (swaps() >= time ? true : undefined));
  }
  const last = server.next("ready", ({ cause }) => cause === "blog/app.mjs");
  tree.write({ "blog/app.mjs": app(`"other"`) });
  await last;
  const seen = server.events.flatMap((event) => (event.kind === "ready" ? [event.cause] : []));
  expect(seen).toEqual([undefined, ...causes, "blog/app.mjs"]);
});

test("a checkout of thousands of files is seen whole, and no package is watched for it", async () => {
  const modules = Array.from({ length: 300 }, (_, at) => at);
  const checkout = (version: number): Tree =>
    Object.fromEntries([
      ...modules.map((at) => [`blog/lib/m${at}.mjs`, `export const value${at} = ${version};`]),
      ...Array.from({ length: 2000 }, (_, at) => [`blog/media/d${at % 20}/f${at}.css`, String(version)]),
      ["blog/lib/all.mjs", modules.map((at) => `export * from "./m${at}.mjs";`).join("\n")],
    ]);
  using tree = createTree({
    "settings.mjs": settings("./blog"),
    "blog/app.mjs": `import * as all from "./lib/all.mjs"; ${app("String(Object.values(all).reduce((sum, one) => sum + one))")}`,
    ...Object.fromEntries(modules.map((at) => [`node_modules/p${at}/lib/x.js`, ""])),
    ...Object.fromEntries(modules.map((at) => [`blog/node_modules/p${at}/lib/x.js`, ""])),
    ...checkout(1),
  });
  await using server = await startCli(tree.root);
  const { pid } = server.child;
  expect((await server.get("/")).text).toBe("300");
  expect((await server.get("/media/blog/d7/f7.css")).text).toBe("1");
  for (const directory of ["blog", "blog/lib", "blog/media/d7"]) await untilWatched(pid, tree.path(directory));
  expect(watchesOf(pid).length).toBeLessThan(30);
  tree.write(checkout(2));
  await server.event("ready", ({ cause }) => cause !== undefined);
  expect((await server.get("/")).text).toBe("600");
  expect((await server.get("/media/blog/d7/f7.css")).text).toBe("2");
});
