import { rmSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, settingsText, snapshot, stateOf } from "./scratch.test.support.ts";

describe("--to", () => {
  const PUBLISHED = {
    "contrib/admin/media/a.css": "app",
    "contrib/admin/media/b.css": "app",
    "blog/media/c.css": "app",
    "media/admin/a.css": "override",
    "media/uploads/photo.jpg": "photo",
  };

  test("publishes the effective tree, overrides and uploads included, and prunes it", async () => {
    using site = createSite(PUBLISHED);
    expect((await runSyncmedia(site.root, "--to", "dist")).code).toBe(0);
    const published = {
      "admin/a.css": "override",
      "admin/b.css": "app",
      "blog/c.css": "app",
      "uploads/photo.jpg": "photo",
    };
    expect(snapshot(site.path("dist"))).toEqual(published);
    expect(stateOf(site.path("media"))).toEqual([]);
    expect((await runSyncmedia(site.root, "--to", "dist")).stdout).toContain("up to date");
    rmSync(site.path("media/admin/a.css"));
    rmSync(site.path("media/uploads"), { recursive: true });
    expect((await runSyncmedia(site.root, "--to", "dist")).code).toBe(0);
    expect(snapshot(site.path("dist"))).toEqual({ "admin/a.css": "app", "admin/b.css": "app", "blog/c.css": "app" });
  });

  test("links nothing, which --auto says and --link refuses, whether flags or settings say so", async () => {
    using site = createSite(PUBLISHED);
    const auto = await runSyncmedia(site.root, "--auto", "--to", "dist");
    expect(auto.code).toBe(0);
    expect(auto.stdout).toContain(
      "admin, blog are copied, not linked: overrides are published to another directory too",
    );
    const INSTALLED_APPS = ["./contrib/admin", "./blog"];
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS, SYNCMEDIA: { METHOD: "link", TARGET: "elsewhere" } }) });
    const link = await runSyncmedia(site.root);
    expect(link.code).toBe(2);
    expect(link.stderr).toContain('SYNCMEDIA.METHOD "link" and SYNCMEDIA.TARGET cannot be used together.');
    expect((await runSyncmedia(site.root, "--copy", "--strategy", "new")).code).toBe(0);
    expect(snapshot(site.path("elsewhere"))).toEqual(snapshot(site.path("dist")));
  });

  test("with labels copies and prunes those apps alone", async () => {
    using site = createSite(PUBLISHED);
    await runSyncmedia(site.root, "--to", "dist");
    rmSync(site.path("media/uploads"), { recursive: true });
    site.write({ "contrib/admin/media/b.css": "2", "blog/media/c.css": "2" });
    expect((await runSyncmedia(site.root, "admin", "--to", "dist")).code).toBe(0);
    expect(snapshot(site.path("dist"))).toEqual({
      "admin/a.css": "override",
      "admin/b.css": "2",
      "blog/c.css": "app",
      "uploads/photo.jpg": "photo",
    });
  });

  test("keeps what is there and not its own", async () => {
    using site = createSite({ ...PUBLISHED, "dist/admin/a.css": "theirs", "dist/index.html": "theirs" });
    expect((await runSyncmedia(site.root, "--to", "dist")).stdout).toContain("kept admin/a.css");
    expect(snapshot(site.path("dist"))).toMatchObject({ "admin/a.css": "theirs", "index.html": "theirs" });
  });

  test("leaves out the copies that an earlier sync in place has left in MEDIA_ROOT, stale ones above all", async () => {
    using site = createSite({ ...PUBLISHED, "contrib/admin/media/js": "a file" });
    await runSyncmedia(site.root);
    rmSync(site.path("contrib/admin/media/js"));
    rmSync(site.path("blog/media/c.css"));
    site.write({
      "contrib/admin/media/b.css": "new",
      "contrib/admin/media/js/j.js": "j",
      "media/blog/mine.css": "mine",
    });
    expect((await runSyncmedia(site.root, "--to", "dist")).code).toBe(0);
    expect(snapshot(site.path("dist"))).toEqual({
      "admin/a.css": "override",
      "admin/b.css": "new",
      "admin/js/j.js": "j",
      "blog/mine.css": "mine",
      "uploads/photo.jpg": "photo",
    });
  });

  test.each([
    ["the project", "."],
    ["MEDIA_ROOT's inside", "media/uploads"],
    ["an app's media", "blog/media"],
    ["an app's media's inside", "blog/media/dist"],
    ["a directory that holds a source", "blog"],
  ])("%s is refused with exit code 2", async (_, to) => {
    using site = createSite(PUBLISHED);
    const before = snapshot(site.root);
    expect(await runSyncmedia(site.root, "--to", to)).toMatchObject({ code: 2 });
    expect(snapshot(site.root)).toEqual(before);
  });

  test.each([
    ["a file", "settings.ts"],
    ["below a file", "settings.ts/dist"],
    ["under a name that is too long", "x".repeat(300)],
    ["behind a link to itself", "loop/dist"],
  ])("no directory can be there: %s", async (_, to) => {
    using site = createSite(PUBLISHED);
    symlinkSync("loop", site.path("loop"));
    const before = snapshot(site.root);
    const { code, stdout, stderr } = await runSyncmedia(site.root, "--to", to);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error /);
    expect(stderr).not.toContain("    at ");
    expect(snapshot(site.root)).toEqual(before);
  });

  test("MEDIA_ROOT is in place, as without it", async () => {
    using site = createSite({ "blog/media/c.css": "app", "media/blog/d.css": "mine" });
    expect((await runSyncmedia(site.root, "--to", "media")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/c.css": "app", "blog/d.css": "mine" });
  });

  test("refuses a target that is an app's media by way of a link", async () => {
    using site = createSite({ "blog/media/c.css": "app" });
    symlinkSync("blog/media", site.path("dist"));
    expect((await runSyncmedia(site.root, "--to", "dist")).code).toBe(2);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"], MEDIA_ROOT: "dist" }) });
    expect((await runSyncmedia(site.root)).code).not.toBe(0);
    expect(snapshot(site.path("blog/media"))).toEqual({ "c.css": "app" });
  });
});
