import { statSync, symlinkSync, utimesSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, replacedIn, settingsText, snapshot } from "./scratch.test.support.ts";

describe("the strategies", () => {
  test("new copies only missing files", async () => {
    using site = createSite({ "blog/media/a.css": "1" });
    await runSyncmedia(site.root);
    site.write({ "blog/media/a.css": "2", "blog/media/b.css": "2" });
    expect((await runSyncmedia(site.root, "--strategy", "new")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/b.css": "2" });
  });

  test("update overwrites only older files, and says how many differ without being newer", async () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/npm.css": "1" });
    await runSyncmedia(site.root);
    site.write({ "blog/media/a.css": "2", "blog/media/npm.css": "2" });
    utimesSync(site.path("blog/media/a.css"), new Date(Date.now() + 60_000), new Date(Date.now() + 60_000));
    utimesSync(site.path("blog/media/npm.css"), new Date("1985-10-26"), new Date("1985-10-26"));
    const { stdout } = await runSyncmedia(site.root, "--strategy", "update");
    expect(stdout).toContain("left behind blog/npm.css: differs, and is not older");
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "2", "blog/npm.css": "1" });
  });

  test("overwrite copies all, and prunes nothing", async () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/stale.css": "1" });
    await runSyncmedia(site.root);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"], MEDIA_IGNORE: ["stale.css"] }) });
    const before = statSync(site.path("media/blog/a.css")).ino;
    const { stdout } = await runSyncmedia(site.root, "--strategy", "overwrite", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ apps: [{ app: "blog", updated: 1, unchanged: 0, pruned: 0 }] });
    expect(statSync(site.path("media/blog/a.css")).ino).not.toBe(before);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/stale.css": "1" });
  });

  test("clear deletes the target directories of the apps being synced, and nothing else", async () => {
    using site = createSite({
      "blog/media/b.css": "app",
      "contrib/admin/media/a.js": "a",
      "media/blog/mine/x.css": "mine",
      "media/blog/empty/": "",
      "media/blog/.htaccess": "mine",
      "media/admin/mine.js": "mine",
      "media/uploads/photo.jpg": "photo",
      "elsewhere/secret": "secret",
    });
    symlinkSync("../../elsewhere", site.path("media/blog/link"));
    const { code, stderr } = await runSyncmedia(site.root, "blog", "--strategy", "clear", "--yes");
    expect(code).toBe(0);
    expect(stderr).toContain(`DELETES these directories first:\n  ${site.path("media/blog")}`);
    expect(snapshot(site.path("media"))).toEqual({
      "admin/mine.js": "mine",
      "blog/b.css": "app",
      "uploads/photo.jpg": "photo",
    });
    expect(replacedIn(site.path("media"))).toEqual({
      "blog/.htaccess": "mine",
      "blog/link": "-> ../../elsewhere",
      "blog/mine/x.css": "mine",
    });
    expect(snapshot(site.path("elsewhere"))).toEqual({ secret: "secret" });
  });

  test("clear always asks, even where only copies of ours stand", async () => {
    using site = createSite({ "blog/media/b.css": "app" });
    await runSyncmedia(site.root);
    expect((await runSyncmedia(site.root, "--strategy", "clear")).code).toBe(2);
    expect((await runSyncmedia(site.root, "--strategy", "clear", "--yes")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "app" });
    expect(replacedIn(site.path("media"))).toEqual({});
  });

  test("clear asks nothing if it deletes nothing: only links, or nothing at all", async () => {
    using site = createSite({ "blog/media/b.css": "app" }, { SYNCMEDIA: { STRATEGY: "clear" } });
    const first = await runSyncmedia(site.root);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(await runSyncmedia(site.root, "--link")).toMatchObject({ code: 0, stderr: "" });
    expect(await runSyncmedia(site.root, "--auto")).toMatchObject({ code: 0, stderr: "" });
    expect(snapshot(site.path("media"))).toEqual({ blog: "-> ../blog/media" });
    expect((await runSyncmedia(site.root)).code).toBe(2);
  });

  test("clear with --yes and -q says nothing", async () => {
    using site = createSite({ "blog/media/b.css": "app", "media/blog/mine.css": "mine" });
    const { code, stdout, stderr } = await runSyncmedia(site.root, "-q", "--yes", "--strategy", "clear");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(replacedIn(site.path("media"))).toEqual({ "blog/mine.css": "mine" });
  });

  test.each(["sync", "new", "update", "overwrite"])(
    "%s leaves a link that is not ours, and what it leads to",
    async (strategy) => {
      using site = createSite({ "blog/media/b.css": "app", "elsewhere/b.css": "theirs", "media/": "" });
      symlinkSync("../elsewhere", site.path("media/blog"));
      expect((await runSyncmedia(site.root, "--strategy", strategy, "--yes")).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual({ blog: "-> ../elsewhere" });
      expect(snapshot(site.path("elsewhere"))).toEqual({ "b.css": "theirs" });
    },
  );

  test("clear sets a link that is not ours aside, and spares what it leads to", async () => {
    using site = createSite({ "blog/media/b.css": "app", "elsewhere/b.css": "theirs", "media/": "" });
    symlinkSync("../elsewhere", site.path("media/blog"));
    expect((await runSyncmedia(site.root, "--strategy", "clear", "--yes")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "app" });
    expect(replacedIn(site.path("media"))).toEqual({ blog: "-> ../elsewhere" });
    expect(snapshot(site.path("elsewhere"))).toEqual({ "b.css": "theirs" });
  });
});
