import { renameSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli, until } from "../../tests/cli.test.support.ts";
import { shareSite } from "../../tests/shared-site.test.support.ts";
import { untilWatched } from "../../tests/watched-directories.test.support.ts";
import { type EventStream, openEventStream } from "../../tests/event-stream.test.support.ts";

const SETTINGS = `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`;
const app = (text: string): string =>
  `export default { routes: async (app) => {
    app.get("/", async () => "${text}");
    app.get("/crash", async () => { setTimeout(() => { throw new Error("crashed"); }, 5); return "soon"; });
  } };`;
const FILES = {
  "settings.ts": SETTINGS,
  "blog/app.ts": app("one"),
  "blog/media/a.css": "a{}",
  "blog/templates/blog/a.html": "a",
  "media/.keep": "",
};

describe("the stream of live reload", () => {
  const site = shareSite(FILES);

  /** Opens a page's stream once the system tells of all that the page shows. */
  async function open(query = ""): Promise<EventStream> {
    const { server, tree } = site;
    await server.event("ready");
    await server.get("/media/blog/a.css");
    for (const directory of ["blog", "blog/media", "blog/templates/blog"])
      await untilWatched(server.child.pid, tree.path(directory));
    return openEventStream(server.url, query);
  }

  test("says so when a new worker answers, when media changed and when a template changed", async () => {
    using stream = await open();
    expect(stream.response.headers["content-type"]).toBe("text/event-stream");
    site.tree.write({ "blog/app.ts": app("two") });
    await stream.reloaded(1);
    site.tree.write({ "blog/media/a.css": "b{}" });
    await stream.reloaded(2);
    site.tree.write({ "blog/templates/blog/a.html": "b" });
    await stream.reloaded(3);
  });

  test("asks for no new page when an editor saves a style sheet by way of files of its own", async () => {
    const { server, tree } = site;
    await server.get("/media/blog/missing.js");
    using stream = await open();
    for (const name of ["a.css.tmp", "#a.css#", "4913"]) {
      const before = stream.reloads();
      tree.write({ [`blog/media/${name}`]: `b{} ${name}` });
      await stream.reloaded(before + 1);
      renameSync(tree.path(`blog/media/${name}`), tree.path("blog/media/a.css"));
    }
    expect(stream.text()).not.toContain(`"reload"`);
    tree.write({ "blog/media/missing.js": "1" });
    await until(() => (stream.text().includes(`"reload"`) ? true : undefined));
  });

  test("is silent about other files, and about a worker that follows a crash", async () => {
    const { server, tree } = site;
    tree.write({ "blog/app.ts": app("before the crash") });
    expect((await server.get("/")).text).toBe("before the crash");
    using stream = await open();
    tree.write({ "notes.txt": "written", "blog/data.sqlite": "written" });
    await server.get("/crash");
    await server.event("crashed");
    expect((await server.get("/")).text).toBe("before the crash");
    expect(stream.reloads()).toBe(0);
    tree.write({ "blog/app.ts": app("after the crash") });
    await stream.reloaded(1);
    expect(stream.reloads()).toBe(1);
  });

  test("notifies at once a page that is older than the last change", async () => {
    using older = await open("?since=0");
    await older.reloaded(1);
    using newer = await open(`?since=${Date.now() + 1000}`);
    expect(newer.reloads()).toBe(0);
    site.tree.write({ "blog/app.ts": app("three") });
    await newer.reloaded(1);
    expect(newer.reloads()).toBe(1);
  });

  test("is held by two hundred at most, and is free again when they leave", async () => {
    const { url } = site.server;
    const streams = await Promise.all(Array.from({ length: 200 }, () => openEventStream(url)));
    using refused = await openEventStream(url);
    expect(refused.response.statusCode).toBe(503);
    for (const stream of streams) stream[Symbol.dispose]();
    await until(async () => {
      using stream = await openEventStream(url);
      return stream.response.statusCode === 200 ? true : undefined;
    });
  });
});

test("the stream works before a project has loaded, and ends with the server", async () => {
  using tree = createTree({ ...FILES, "settings.ts": `export default { MEDIA_URL: 7 };` });
  await using server = await startCli(tree.root);
  await server.event("failed");
  using stream = await openEventStream(server.url);
  expect((await server.get("/__devserver/assets/live-reload.js")).text).toContain("EventSource");
  tree.write({ "settings.ts": SETTINGS });
  await stream.reloaded(1);
  expect(stream.reloads()).toBe(1);
  const ended = new Promise((resolve) => stream.response.once("close", resolve));
  expect(await server.end("SIGTERM")).toBe(143);
  await ended;
});
