import { chmodSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, settingsText, snapshot, stateOf } from "./scratch.test.support.ts";

const OLD = new Date("2001-01-01T00:00:00Z");

describe("syncmedia", () => {
  test("copies every app's media under its label, and changes nothing the second time", async () => {
    using site = createSite({ "contrib/admin/media/js/core.js": "core", "blog/media/blog.css": "css" });
    const first = await runSyncmedia(site.root);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(snapshot(site.path("media"))).toEqual({ "admin/js/core.js": "core", "blog/blog.css": "css" });
    const before = statSync(site.path("media/.syncmedia/ledger.json")).mtimeMs;
    const second = await runSyncmedia(site.root);
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toContain("up to date");
    expect(statSync(site.path("media/.syncmedia/ledger.json")).mtimeMs).toBe(before);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
  });

  test("copies only the apps that are named, and knows no others", async () => {
    using site = createSite({ "contrib/admin/media/a.js": "a", "blog/media/b.css": "b" });
    expect((await runSyncmedia(site.root, "blog")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
    const unknown = await runSyncmedia(site.root, "blogg");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Did you mean "blog"?');
  });

  test("updates what differs, prunes what no app ships any more, and directories that this empties", async () => {
    using site = createSite({ "contrib/admin/media/js/old.js": "old", "contrib/admin/media/a.css": "1" });
    await runSyncmedia(site.root);
    using next = createSite({ "contrib/admin/media/a.css": "2" });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [next.path("contrib/admin")] }) });
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "admin/a.css": "2" });
  });

  test("keeps what it published of media that the settings name and nobody has built again", async () => {
    using site = createSite({ "pkg/dist/a.css": "a", "blog/media/b.css": "b" });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [{ name: "./pkg", media: "dist" }, "./blog"] }) });
    await runSyncmedia(site.root);
    rmSync(site.path("pkg/dist"), { recursive: true });
    rmSync(site.path("blog/media"), { recursive: true });
    for (const flags of [[], ["--auto"], ["--check"]]) {
      const { code, stdout } = await runSyncmedia(site.root, ...flags);
      expect(code).toBe(1);
      expect(stdout).toContain(`The media of "pkg", ${site.path("pkg/dist")}, does not exist`);
      expect(snapshot(site.path("media"))).toEqual({ "pkg/a.css": "a" });
    }
    expect(await runSyncmedia(site.root, "--link", "pkg")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("not linked pkg"),
    });
  });

  test.each([
    ["a file that INSTALLED_APPS names", { name: "./pkg", media: "dist/a.js" }],
    ["an app's own media", { name: "./pkg" }],
  ])("keeps what it published of media that is a file now: %s", async (_, entry) => {
    using site = createSite({ "pkg/dist/a.js": "a", "pkg/media/a.js": "a" });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [{ name: "./pkg", media: "dist" }] }) });
    await runSyncmedia(site.root);
    rmSync(site.path("pkg/media"), { recursive: true });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [entry] }), "pkg/media": "a file" });
    for (const flags of [[], ["--check"], ["--auto"], ["--strategy", "clear", "--yes"]]) {
      const { code, stdout } = await runSyncmedia(site.root, ...flags);
      expect(code).toBe(1);
      expect(stdout).toMatch(/The media of "pkg", .*, is not a directory/);
      expect(snapshot(site.path("media"))).toEqual({ "pkg/a.js": "a" });
    }
  });

  test("prunes the media of an app that is no longer installed, but not when other apps are named", async () => {
    using site = createSite({ "contrib/admin/media/a.js": "a", "blog/media/b.css": "b" });
    await runSyncmedia(site.root);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"] }) });
    await runSyncmedia(site.root, "blog");
    expect(snapshot(site.path("media"))).toEqual({ "admin/a.js": "a", "blog/b.css": "b" });
    await runSyncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
  });

  test("distinguishes names that differ in letter case apart where the file system does", async () => {
    using site = createSite({
      "blog/media/Img/A.css": "1",
      "blog/media/Img/b.css": "1",
      "media/blog/img/b.css": "mine",
    });
    await runSyncmedia(site.root);
    rmSync(site.path("blog/media"), { recursive: true });
    site.write({ "blog/media/img/a.css": "1", "blog/media/img/b.css": "1" });
    const { stdout } = await runSyncmedia(site.root);
    expect(stdout).toContain("3 changes made");
    expect(stdout).not.toContain("renamed");
    expect(snapshot(site.path("media"))).toEqual({ "blog/img/a.css": "1", "blog/img/b.css": "mine" });
  });

  test("notices other content of the same size and time", async () => {
    using site = createSite({ "blog/media/b.css": "one" });
    utimesSync(site.path("blog/media/b.css"), OLD, OLD);
    await runSyncmedia(site.root);
    writeFileSync(site.path("blog/media/b.css"), "two");
    utimesSync(site.path("blog/media/b.css"), OLD, OLD);
    await runSyncmedia(site.root);
    expect(readFileSync(site.path("media/blog/b.css"), "utf8")).toBe("two");
  });

  test("writes files that a web server can read, without setuid, whatever the umask and the app's modes", async () => {
    using site = createSite({ "blog/media/js/b.js": "b" });
    chmodSync(site.path("blog/media/js/b.js"), 0o4700);
    const mask = process.umask(0o077);
    try {
      await runSyncmedia(site.root);
    } finally {
      process.umask(mask);
    }
    expect(statSync(site.path("media/blog/js/b.js")).mode & 0o7777).toBe(0o644);
    for (const directory of ["media", "media/blog", "media/blog/js"]) {
      expect(statSync(site.path(directory)).mode & 0o7777).toBe(0o755);
    }
    expect(statSync(site.path("media/.syncmedia")).mode & 0o7777).toBe(0o700);
  });

  test("leaves out what MEDIA_IGNORE hides, and prunes what it hides from now on", async () => {
    using site = createSite({ "blog/media/b.css": "b", "blog/media/.env": "secret", "blog/media/b.map": "map" });
    await runSyncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b", "blog/b.map": "map" });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"], MEDIA_IGNORE: [".*", "*.map"] }) });
    await runSyncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
  });

  test("takes method and strategy from the settings", async () => {
    using site = createSite({ "blog/media/b.css": "new" }, { SYNCMEDIA: { STRATEGY: "new" } });
    await runSyncmedia(site.root);
    site.write({ "blog/media/b.css": "newer" });
    expect((await runSyncmedia(site.root)).stdout).toContain("left behind blog/b.css");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "new" });
    expect((await runSyncmedia(site.root, "--strategy", "sync")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "newer" });
  });
});
