import { renameSync, rmSync, symlinkSync } from "node:fs";
import { createTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli } from "./cli.test.support.ts";
import { openEventStream } from "./event-stream.test.support.ts";
import { untilWatched } from "./watched-directories.test.support.ts";

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
    await untilWatched(server.child.pid, tree.path("packages/blog"));
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
    await untilWatched(server.child.pid, tree.path("blog"));
    using page = await openEventStream(server.url);
    tree.write({ "blog/templates/blog/x.html": "first" });
    await page.reloaded(1);
    expect((await server.get("/page")).text).toContain("first");
    expect(server.events.filter(({ kind }) => kind === "ready")).toHaveLength(1);
  });

  test("goes on answering when a directory with a circle of links is moved into its media", async () => {
    using tree = createTree({
      "settings.mjs": settings(`"./blog"`),
      ...blog("blog", "one"),
      "circle/x.css": "x",
      "circle/a": { link: "." },
      "circle/b": { link: "." },
    });
    await using server = await startCli(tree.root);
    await server.get("/media/blog/a.css");
    await untilWatched(server.child.pid, tree.path("blog/media"));
    using page = await openEventStream(server.url);
    renameSync(tree.path("circle"), tree.path("blog/media/circle"));
    await page.reloaded(1);
    expect((await server.get("/media/blog/circle/x.css")).text).toBe("x");
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
