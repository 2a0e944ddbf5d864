import { chmodSync, utimesSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, exactly, replacedIn, settingsText, snapshot, stateOf } from "./scratch.test.support.ts";

const OLD = new Date("2001-01-01T00:00:00Z");

describe("an override", () => {
  test("keeps its bytes, mode and time under sync and new, even if it is identical", async () => {
    using site = createSite({
      "contrib/admin/media/a.css": "app",
      "contrib/admin/media/same.css": "same",
      "media/admin/a.css": "mine",
      "media/admin/same.css": "same",
      "media/uploads/photo.jpg": "photo",
    });
    chmodSync(site.path("media/admin/a.css"), 0o600);
    utimesSync(site.path("media/admin/a.css"), OLD, OLD);
    const before = exactly(site.path("media/admin/a.css"));
    for (const strategy of ["sync", "new"]) {
      const { code, stdout } = await runSyncmedia(site.root, "--strategy", strategy);
      expect(code).toBe(0);
      expect(stdout).toContain("kept admin/a.css: an override");
      expect(stdout).toContain("--adopt takes it");
      expect(exactly(site.path("media/admin/a.css"))).toEqual(before);
    }
    expect((await runSyncmedia(site.root)).code).toBe(0);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [] }) });
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({
      "admin/a.css": "mine",
      "admin/same.css": "same",
      "uploads/photo.jpg": "photo",
    });
  });

  test("is a copy that was edited by hand: it is never updated and never pruned", async () => {
    using site = createSite({ "blog/media/b.css": "1", "blog/media/c.css": "1" });
    await runSyncmedia(site.root);
    site.write({ "media/blog/b.css": "mine", "media/blog/c.css": "mine", "blog/media/b.css": "2" });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [{ name: "./blog" }], MEDIA_IGNORE: ["c.css"] }) });
    const { code, stdout } = await runSyncmedia(site.root);
    expect(code).toBe(0);
    expect(stdout).toContain("kept blog/b.css: a copy edited by hand");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "mine", "blog/c.css": "mine" });
  });

  test("stays a copy when its times alone were touched", async () => {
    using site = createSite({ "blog/media/b.css": "1" });
    await runSyncmedia(site.root);
    utimesSync(site.path("media/blog/b.css"), OLD, OLD);
    site.write({ "blog/media/b.css": "2" });
    await runSyncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "2" });
  });

  test("may be a file where the app has a directory, and the reverse", async () => {
    using site = createSite({
      "contrib/admin/media/js/core.js": "core",
      "contrib/admin/media/css": "a file",
      "media/admin/js": "a file of mine",
      "media/admin/css/mine.css": "mine",
    });
    const { code, stdout } = await runSyncmedia(site.root);
    expect(code).toBe(0);
    expect(stdout).toContain("hides files of the app such as admin/js/core.js");
    expect(stdout).toContain("a directory where the app has a file");
    expect(snapshot(site.path("media"))).toEqual({ "admin/js": "a file of mine", "admin/css/mine.css": "mine" });
  });

  test.each(["overwrite", "clear"])("gives way to a directory of the app's under %s with --yes", async (strategy) => {
    using site = createSite({
      "contrib/admin/media/js/core.js": "core",
      "contrib/admin/media/js/deep/more.js": "more",
      "media/admin/js": "a file of mine",
    });
    expect((await runSyncmedia(site.root, "--strategy", strategy, "--yes")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "admin/js/core.js": "core", "admin/js/deep/more.js": "more" });
    expect(replacedIn(site.path("media"))).toEqual({ "admin/js": "a file of mine" });
    expect((await runSyncmedia(site.root)).stdout).toContain("up to date");
  });

  test("asks before update, overwrite and clear replace it: without a terminal nothing is changed", async () => {
    using site = createSite({ "blog/media/b.css": "app", "media/blog/b.css": "mine" });
    utimesSync(site.path("media/blog/b.css"), OLD, OLD);
    for (const strategy of ["update", "overwrite", "clear"]) {
      const { code, stderr } = await runSyncmedia(site.root, "--strategy", strategy);
      expect(code).toBe(2);
      expect(stderr).toContain("--yes");
      expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "mine" });
      expect(stateOf(site.path("media"))).toEqual([]);
    }
  });

  test.each(["update", "overwrite", "clear"])("goes to .syncmedia/replaced/ under %s with --yes", async (strategy) => {
    using site = createSite({ "blog/media/b.css": "app", "media/blog/b.css": "mine" });
    utimesSync(site.path("media/blog/b.css"), OLD, OLD);
    const { code, stdout } = await runSyncmedia(site.root, "--strategy", strategy, "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain(site.path("media/.syncmedia/replaced"));
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "app" });
    expect(replacedIn(site.path("media"))).toEqual({ "blog/b.css": "mine" });
    site.write({ "blog/media/b.css": "app 2" });
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "app 2" });
  });
});

describe("--adopt", () => {
  test("takes files that equal the apps' as ours, and no others", async () => {
    using site = createSite({
      "blog/media/a.css": "same",
      "blog/media/b.css": "app",
      "media/blog/a.css": "same",
      "media/blog/b.css": "mine",
    });
    const dry = await runSyncmedia(site.root, "--adopt", "--check");
    expect(dry.code).toBe(3);
    expect(dry.stdout).toContain("adopt blog/a.css");
    expect(dry.stdout).toContain("1 file to adopt.");
    expect(dry.stdout).not.toContain("up to date");
    expect((await runSyncmedia(site.root, "--adopt", "-v")).stdout).toContain("adopted blog/a.css");
    site.write({ "blog/media/a.css": "upgraded", "blog/media/b.css": "upgraded" });
    await runSyncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "upgraded", "blog/b.css": "mine" });
  });

  test("is needed: without it an app's upgrade leaves what was copied by hand", async () => {
    using site = createSite({ "blog/media/a.css": "same", "media/blog/a.css": "same" });
    await runSyncmedia(site.root);
    site.write({ "blog/media/a.css": "upgraded" });
    await runSyncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "same" });
  });
});
