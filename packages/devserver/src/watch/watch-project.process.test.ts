import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli, until } from "../cli.test.support.ts";

const settings = (apps: string): string =>
  `export default { DEBUG: true, INSTALLED_APPS: [${apps}], URLS: { "/": "blog" } };`;
const app = (answer: string): string =>
  `export default { routes: async (app) => { app.get("/", async () => ${answer}); app.get("/page", async (_, reply) => reply.render("blog/x.html", {})); } };`;
const blog = (at: string, answer: string): Tree => ({
  [`${at}/app.mjs`]: app(`"${answer}"`),
  [`${at}/media/a.css`]: answer,
});

describe("an app", () => {
  test("that is installed before it is there comes when it appears, with its media", async () => {
    using tree = createTree({ "settings.mjs": settings(`"./apps/blog"`) });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toContain("APP_NOT_FOUND");
    tree.write(blog("apps/blog", "late"));
    expect((await server.get("/")).text).toBe("late");
    expect((await server.get("/media/blog/a.css")).text).toBe("late");
  });

  test.each([`"./current/blog"`, `"blog"`])(
    "named by the link %s is the new one when the link is turned",
    async (name) => {
      const link = name.startsWith(`"./`) ? "current" : "node_modules/blog";
      const target = (version: string): string => (link === "current" ? version : `../${version}/blog`);
      using tree = createTree({
        "settings.mjs": settings(name),
        ...blog("v1/blog", "one"),
        ...blog("v2/blog", "two"),
        [link]: { link: target("v1") },
      });
      await using server = await startCli(tree.root);
      expect((await server.get("/")).text).toBe("one");
      expect((await server.get("/media/blog/a.css")).text).toBe("one");
      symlinkSync(target("v2"), tree.path("turned"));
      renameSync(tree.path("turned"), tree.path(link));
      expect((await server.get("/")).text).toBe("two");
      expect((await server.get("/media/blog/a.css")).text).toBe("two");
    },
  );

  test("linked into node_modules is watched where it really is", async () => {
    using tree = createTree({
      "site/settings.mjs": settings(`"blog"`),
      ...blog("packages/blog", "one"),
      "site/node_modules/blog": { link: "../../packages/blog" },
    });
    await using server = await startCli(tree.path("site"));
    expect((await server.get("/")).text).toBe("one");
    await sleep(300);
    tree.write({ "packages/blog/app.mjs": app(`"two"`) });
    // Nobody asks: the watch alone sees it.
    expect(await server.event("ready", ({ cause }) => cause !== undefined)).toMatchObject({
      cause: "../packages/blog/app.mjs",
    });
    expect((await server.get("/")).text).toBe("two");
  });

  test("gets its first templates while it runs, and they reload the page", async () => {
    using tree = createTree({ "settings.mjs": settings(`"./blog"`), ...blog("blog", "one") });
    await using server = await startCli(tree.root);
    expect((await server.get("/page")).status).toBe(500);
    const told = listen(server.url);
    await sleep(300);
    tree.write({ "blog/templates/blog/x.html": "first" });
    await until(() => (told.text().includes("data:") ? true : undefined));
    told.close();
    expect((await server.get("/page")).text).toContain("first");
    expect(server.events.filter(({ kind }) => kind === "ready")).toHaveLength(1);
  });

  test("without code starts nothing anew when a style sheet in its own directory is saved, and does with its first code", async () => {
    using tree = createTree({
      "settings.mjs": settings(`"./blog", { name: "./theme", media: "." }`),
      ...blog("blog", "one"),
      "theme/a.css": "a {}",
    });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toBe("one");
    tree.write({ "theme/a.css.tmp": "b {}" });
    renameSync(tree.path("theme/a.css.tmp"), tree.path("theme/a.css"));
    expect((await server.get("/")).text).toBe("one");
    expect((await server.get("/media/theme/a.css")).text).toBe("b {}");
    tree.write({ "theme/app.mjs": "export default {};" });
    expect((await server.get("/")).text).toBe("one");
    const causes = server.events.flatMap((event) => (event.kind === "ready" ? [event.cause] : []));
    expect(causes).toEqual([undefined, "theme/app.mjs"]);
  });

  test("that is moved away is missed, and found again when it is back", async () => {
    using tree = createTree({ "settings.mjs": settings(`"./blog"`), ...blog("blog", "one") });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toBe("one");
    renameSync(tree.path("blog"), tree.path("away"));
    expect((await server.get("/")).text).toContain("APP_NOT_FOUND");
    renameSync(tree.path("away"), tree.path("blog"));
    expect((await server.get("/")).text).toBe("one");
    rmSync(tree.path("blog"), { recursive: true });
    tree.write(blog("blog", "made anew"));
    expect((await server.get("/")).text).toBe("made anew");
    expect((await server.get("/media/blog/a.css")).text).toBe("made anew");
  });
});

describe("a save", () => {
  test("by renaming, of the settings too, is seen without a request", async () => {
    using tree = createTree({
      "settings.mjs": settings(`"./blog"`),
      ...blog("blog", "one"),
      ...blog("other/blog", "two"),
    });
    await using server = await startCli(tree.root);
    await server.event("ready");
    await sleep(300);
    tree.write({ "settings.mjs.tmp": settings(`"./other/blog"`) });
    renameSync(tree.path("settings.mjs.tmp"), tree.path("settings.mjs"));
    await server.event("ready", ({ cause }) => cause === "settings.mjs");
    expect((await server.get("/")).text).toBe("two");
  });

  test("that is seen half-written is started anew when the rest is there", async () => {
    using tree = createTree({ "settings.mjs": settings(`"./blog"`), ...blog("blog", "one") });
    await using server = await startCli(tree.root);
    await server.event("ready");
    await sleep(300);
    const whole = app(`"two"`);
    writeFileSync(tree.path("blog/app.mjs"), whole.slice(0, 40));
    await server.event("failed");
    writeFileSync(tree.path("blog/app.mjs"), whole);
    await server.event("ready", ({ cause }) => cause === "blog/app.mjs");
    expect((await server.get("/")).text).toBe("two");
  });

  test("of .env, its removal included, is seen without a request", async () => {
    using tree = createTree({
      "settings.mjs": settings(`"./blog"`),
      "blog/app.mjs": app(`process.env.GREETING ?? "none"`),
    });
    await using server = await startCli(tree.root);
    await server.event("ready");
    await sleep(300);
    tree.write({ ".env": "GREETING=hello\n" });
    const restarts = (): number =>
      server.events.filter((event) => event.kind === "ready" && event.cause === ".env").length;
    await until(() => (restarts() === 1 ? true : undefined));
    expect((await server.get("/")).text).toBe("hello");
    rmSync(tree.path(".env"));
    await until(() => (restarts() === 2 ? true : undefined));
    expect((await server.get("/")).text).toBe("none");
  });
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
    "settings.mjs": settings(`"./blog"`),
    "blog/app.mjs": `import * as all from "./lib/all.mjs"; ${app("String(Object.values(all).reduce((sum, one) => sum + one))")}`,
    ...Object.fromEntries(modules.map((at) => [`node_modules/p${at}/lib/x.js`, ""])),
    ...Object.fromEntries(modules.map((at) => [`blog/node_modules/p${at}/lib/x.js`, ""])),
    ...checkout(1),
  });
  await using server = await startCli(tree.root);
  expect((await server.get("/")).text).toBe("300");
  expect((await server.get("/media/blog/d7/f7.css")).text).toBe("1");
  await sleep(300);
  expect(inotifyWatches(server.child.pid)).toBeLessThan(30);
  tree.write(checkout(2));
  await server.event("ready", ({ cause }) => cause !== undefined);
  expect((await server.get("/")).text).toBe("600");
  expect((await server.get("/media/blog/d7/f7.css")).text).toBe("2");
});

/** How many directories and files a process watches; 0 where the system does not tell. */
function inotifyWatches(pid = 0): number {
  const folder = `/proc/${pid}/fdinfo`;
  if (!existsSync(folder)) return 0;
  const infos = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));
  return infos.join("\n").match(/^inotify wd/gm)?.length ?? 0;
}

interface Told {
  readonly text: () => string;
  readonly close: () => void;
}

/** What the pages that are open are told. */
function listen(url: string): Told {
  const closing = new AbortController();
  let text = "";
  void (async () => {
    const response = await fetch(new URL("/__devserver/events", url), { signal: closing.signal });
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  return { text: () => text, close: () => closing.abort() };
}
