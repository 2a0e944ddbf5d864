import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { until } from "../../tests/cli.test.support.ts";
import { shareSite } from "../../tests/shared-site.test.support.ts";
import { type EventStream, openEventStream } from "../../tests/event-stream.test.support.ts";
import { untilWatched } from "../../tests/watched-directories.test.support.ts";

const APPS = ["one", "two", "three"];

describe("the first override of an app's file comes to open pages", () => {
  const site = shareSite({
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ${JSON.stringify(APPS.map((name) => `./${name}`))} };`,
    "media/.keep": "",
    ...Object.fromEntries(APPS.map((name) => [`${name}/media/css/theme.css`, "a{}"])),
  });

  /** A page shows the app's file, and the directory of the app's overrides appears. */
  async function open(name: string): Promise<EventStream> {
    const { server, tree } = site;
    await server.event("ready");
    await untilWatched(server.child.pid, tree.path("media"));
    expect((await server.get(`/media/${name}/css/theme.css`)).text).toBe("a{}");
    return openEventStream(server.url);
  }

  const toldOf = async (page: EventStream, url: string): Promise<true> =>
    await until(() => (page.text().includes(`"${url}"`) ? true : undefined));

  test("when its directories are made with it", async () => {
    using page = await open("one");
    site.tree.write({ "media/one/css/theme.css": "b{}" });
    expect(await toldOf(page, "/media/one/css/theme.css")).toBe(true);
  });

  test("when the page has been told of an empty directory before", async () => {
    using page = await open("two");
    mkdirSync(site.tree.path("media/two"));
    await toldOf(page, "/media/two");
    site.tree.write({ "media/two/css/theme.css": "b{}" });
    expect(await toldOf(page, "/media/two/css/theme.css")).toBe(true);
  });

  test("when each directory has been there for a while before the next", async () => {
    const { server, tree } = site;
    using page = await open("three");
    mkdirSync(tree.path("media/three"));
    await toldOf(page, "/media/three");
    await untilWatched(server.child.pid, tree.path("media/three"));
    mkdirSync(tree.path("media/three/css"));
    await untilWatched(server.child.pid, tree.path("media/three/css"));
    tree.write({ "media/three/css/theme.css": "b{}" });
    expect(await toldOf(page, "/media/three/css/theme.css")).toBe(true);
  });
});
