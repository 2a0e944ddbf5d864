import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createSite, run, settingsText, snapshot, stateOf, syncmedia } from "./scratch.test.support.ts";

describe("what becomes of a path", () => {
  it("a file of an app that turns into a directory, and back", () => {
    using site = createSite({ "blog/media/js": "a file" });
    syncmedia(site.root);
    rmSync(site.path("blog/media/js"));
    site.write({ "blog/media/js/a.js": "a", "blog/media/js/deep/b.js": "b" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/js/a.js": "a", "blog/js/deep/b.js": "b" });
    rmSync(site.path("blog/media/js"), { recursive: true });
    site.write({ "blog/media/js": "a file again" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/js": "a file again" });
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });

  it("a directory of copies that also holds an override stays, where the app wants a file", () => {
    using site = createSite({ "blog/media/js/a.js": "a" });
    syncmedia(site.root);
    site.write({ "media/blog/js/mine.js": "mine" });
    rmSync(site.path("blog/media/js"), { recursive: true });
    site.write({ "blog/media/js": "a file" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/js/mine.js": "mine" });
    expect(syncmedia(site.root, "--strategy", "overwrite", "--yes").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/js": "a file" });
  });

  it.each([
    ["a dangling link", (place: string) => symlinkSync("nowhere", place)],
    ["a link to itself", (place: string) => symlinkSync(path.basename(place), place)],
    ["a fifo", (place: string) => void run("/", "mkfifo", place)],
    ["an empty directory", (place: string) => mkdirSync(place)],
  ])("%s of yours is kept in the place of an app's file", (_, make) => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/b.css": "b", "media/blog/": "" });
    make(site.path("media/blog/a.css"));
    const before = lstatSync(site.path("media/blog/a.css"));
    for (let round = 0; round < 2; round += 1) {
      const { code, stdout } = syncmedia(site.root);
      expect(code).toBe(0);
      expect(stdout).toContain("kept blog/a.css");
      expect(lstatSync(site.path("media/blog/a.css")).ino).toBe(before.ino);
      expect(readFileSync(site.path("media/blog/b.css"), "utf8")).toBe("b");
    }
  });
});

describe("what is never published", () => {
  it("is skipped and named: links that lead out, fifos, loops, dangling links", () => {
    using site = createSite({ "blog/media/a.css": "a", "secret.txt": "secret", "outside/secret.txt": "secret" });
    symlinkSync("../../secret.txt", site.path("blog/media/out.txt"));
    symlinkSync("../../outside", site.path("blog/media/outside"));
    symlinkSync("loop", site.path("blog/media/loop"));
    symlinkSync(".", site.path("blog/media/self"));
    symlinkSync("nowhere", site.path("blog/media/dangling"));
    run(site.root, "mkfifo", site.path("blog/media/pipe"));
    const { code, stdout } = syncmedia(site.root);
    expect(code).toBe(1);
    for (const name of ["out.txt", "outside", "loop", "self", "dangling", "pipe"])
      expect(stdout).toContain(`skipped blog/${name}`);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a" });
  });

  it("is pruned when a copy of it stands from before", () => {
    using site = createSite({ "blog/media/a.css": "a", "secret.txt": "secret" });
    syncmedia(site.root);
    rmSync(site.path("blog/media/a.css"));
    symlinkSync("../../secret.txt", site.path("blog/media/a.css"));
    syncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({});
  });

  it("a link that stays inside the app's media is copied as what it leads to", () => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/real/r.css": "r" });
    symlinkSync("a.css", site.path("blog/media/b.css"));
    symlinkSync("real", site.path("blog/media/linked"));
    expect(syncmedia(site.root).code).toBe(0);
    const files = { "blog/a.css": "a", "blog/b.css": "a", "blog/linked/r.css": "r", "blog/real/r.css": "r" };
    expect(snapshot(site.path("media"))).toEqual(files);
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });
});

describe("names", () => {
  it("odd ones are copied, and shown harmlessly", () => {
    const names = [
      "a b.css",
      "ü.css",
      "%41.css",
      "#.css",
      "+.css",
      "'\".css",
      "<img onerror=alert(1)>.css",
      "-rf",
      "__proto__",
    ];
    using site = createSite(Object.fromEntries(names.map((name) => [`blog/media/${name}`, "x"])));
    expect(syncmedia(site.root, "-v").code).toBe(0);
    const expected = names.map((name) => [`blog/${name}`, "x"]);
    expect(Object.entries(snapshot(site.path("media"))).toSorted()).toEqual(expected.toSorted());
  });

  it("those that no URL or Windows can hold are skipped, and cannot break the line", () => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/new\nline.css": "x", "blog/media/aux.css": "x" });
    const { code, stdout } = syncmedia(site.root);
    expect(code).toBe(1);
    expect(stdout).toContain(String.raw`skipped blog/new\nline.css: has a control character`);
    expect(stdout).toContain("skipped blog/aux.css: has a Windows device name");
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a" });
  });

  it("bytes that are no UTF-8 are skipped and named", () => {
    using site = createSite({ "blog/media/a.css": "a" });
    writeFileSync(Buffer.concat([Buffer.from(site.path("blog/media/")), Buffer.from([0xff, 0xfe])]), "x");
    const { code, stdout } = syncmedia(site.root);
    expect(code).toBe(1);
    expect(stdout).toContain("skipped blog/");
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a" });
  });

  it("twins of letter case and of Unicode form are told of", () => {
    using site = createSite({
      "blog/media/a.css": "1",
      "blog/media/A.css": "2",
      "blog/media/\u00e9": "3",
      "blog/media/e\u0301": "4",
    });
    const { code, stderr } = syncmedia(site.root);
    expect(code).toBe(0);
    expect(stderr.match(/differ only in letter case or Unicode form/g)).toHaveLength(2);
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(4);
  });

  it("empty files are files", () => {
    using site = createSite({ "blog/media/empty": "" });
    syncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/empty": "" });
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });
});

describe("a ledger", () => {
  const synced = () => {
    const site = createSite({ "blog/media/b.css": "b" });
    syncmedia(site.root);
    site.write({ "blog/media/b.css": "b 2", "blog/media/c.css": "c" });
    return site;
  };

  it.each([
    ["that is corrupt", (text: string) => text.slice(0, 40), "is no ledger that can be read"],
    ["from a newer version", (text: string) => text.replace('"version":1', '"version":9'), "newer Mediaroot"],
    ["for another target", (text: string) => text.replace('"target":"media"', '"target":"dist"'), "another target"],
    ["that names paths outside", (text: string) => text.replace("blog/b.css", "../settings.ts"), "is no ledger"],
  ])("%s is a clear error, and nothing is written", (_, spoil, message) => {
    using site = synced();
    const ledger = site.path("media/.syncmedia/ledger.json");
    writeFileSync(ledger, spoil(readFileSync(ledger, "utf8")));
    const spoiled = readFileSync(ledger, "utf8");
    for (const args of [[], ["--check"], ["--strategy", "clear", "--yes"]]) {
      const { code, stderr } = syncmedia(site.root, ...args);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain("    at ");
    }
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
    expect(readFileSync(ledger, "utf8")).toBe(spoiled);
  });

  it("that is gone makes every copy an override, which --adopt takes back", () => {
    using site = createSite({ "blog/media/b.css": "b", "blog/media/c.css": "c" });
    syncmedia(site.root);
    rmSync(site.path("media/.syncmedia"), { recursive: true });
    site.write({ "blog/media/c.css": "c 2" });
    expect(syncmedia(site.root, "--adopt").stdout).toContain("kept blog/c.css");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b", "blog/c.css": "c" });
  });

  it("is not read or written through a link, and nor is a state directory that is a file", () => {
    using site = createSite({ "blog/media/b.css": "b", "elsewhere/": "", "media/": "" });
    symlinkSync("../elsewhere", site.path("media/.syncmedia"));
    expect(syncmedia(site.root)).toMatchObject({ code: 1 });
    expect(snapshot(site.path("elsewhere"))).toEqual({});
    rmSync(site.path("media/.syncmedia"));
    writeFileSync(site.path("media/.syncmedia"), "mine");
    expect(syncmedia(site.root).stderr).toContain("is not a directory");
    expect(readFileSync(site.path("media/.syncmedia"), "utf8")).toBe("mine");
  });
});

describe("--to", () => {
  const PUBLISHED = {
    "contrib/admin/media/a.css": "app",
    "contrib/admin/media/b.css": "app",
    "blog/media/c.css": "app",
    "media/admin/a.css": "override",
    "media/uploads/photo.jpg": "photo",
  };

  it("publishes the effective tree, overrides and uploads included, and prunes it", () => {
    using site = createSite(PUBLISHED);
    expect(syncmedia(site.root, "--to", "dist").code).toBe(0);
    const published = {
      "admin/a.css": "override",
      "admin/b.css": "app",
      "blog/c.css": "app",
      "uploads/photo.jpg": "photo",
    };
    expect(snapshot(site.path("dist"))).toEqual(published);
    expect(stateOf(site.path("media"))).toEqual([]);
    expect(syncmedia(site.root, "--to", "dist").stdout).toContain("up to date");
    rmSync(site.path("media/admin/a.css"));
    rmSync(site.path("media/uploads"), { recursive: true });
    expect(syncmedia(site.root, "--to", "dist").code).toBe(0);
    expect(snapshot(site.path("dist"))).toEqual({ "admin/a.css": "app", "admin/b.css": "app", "blog/c.css": "app" });
  });

  it("with labels copies and prunes those apps alone", () => {
    using site = createSite(PUBLISHED);
    syncmedia(site.root, "--to", "dist");
    rmSync(site.path("media/uploads"), { recursive: true });
    site.write({ "contrib/admin/media/b.css": "2", "blog/media/c.css": "2" });
    expect(syncmedia(site.root, "admin", "--to", "dist").code).toBe(0);
    expect(snapshot(site.path("dist"))).toEqual({
      "admin/a.css": "override",
      "admin/b.css": "2",
      "blog/c.css": "app",
      "uploads/photo.jpg": "photo",
    });
  });

  it("keeps what stands there and is not its own", () => {
    using site = createSite({ ...PUBLISHED, "dist/admin/a.css": "theirs", "dist/index.html": "theirs" });
    expect(syncmedia(site.root, "--to", "dist").stdout).toContain("kept admin/a.css");
    expect(snapshot(site.path("dist"))).toMatchObject({ "admin/a.css": "theirs", "index.html": "theirs" });
  });

  it("leaves out the copies that an earlier sync in place has left in MEDIA_ROOT, stale ones above all", () => {
    using site = createSite({ ...PUBLISHED, "contrib/admin/media/js": "a file" });
    syncmedia(site.root);
    rmSync(site.path("contrib/admin/media/js"));
    rmSync(site.path("blog/media/c.css"));
    site.write({
      "contrib/admin/media/b.css": "new",
      "contrib/admin/media/js/j.js": "j",
      "media/blog/mine.css": "mine",
    });
    expect(syncmedia(site.root, "--to", "dist").code).toBe(0);
    expect(snapshot(site.path("dist"))).toEqual({
      "admin/a.css": "override",
      "admin/b.css": "new",
      "admin/js/j.js": "j",
      "blog/mine.css": "mine",
      "uploads/photo.jpg": "photo",
    });
  });

  it.each([
    ["the project", "."],
    ["MEDIA_ROOT's inside", "media/uploads"],
    ["an app's media", "blog/media"],
    ["an app's media's inside", "blog/media/dist"],
    ["a directory that holds a source", "blog"],
  ])("%s is refused with exit code 2", (_, to) => {
    using site = createSite(PUBLISHED);
    const before = snapshot(site.root);
    expect(syncmedia(site.root, "--to", to)).toMatchObject({ code: 2 });
    expect(snapshot(site.root)).toEqual(before);
  });

  it("MEDIA_ROOT is in place, as without it", () => {
    using site = createSite({ "blog/media/c.css": "app", "media/blog/d.css": "mine" });
    expect(syncmedia(site.root, "--to", "media").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/c.css": "app", "blog/d.css": "mine" });
  });

  it("refuses a target that is an app's media by way of a link", () => {
    using site = createSite({ "blog/media/c.css": "app" });
    symlinkSync("blog/media", site.path("dist"));
    expect(syncmedia(site.root, "--to", "dist").code).toBe(2);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"], MEDIA_ROOT: "dist" }) });
    expect(syncmedia(site.root).code).not.toBe(0);
    expect(snapshot(site.path("blog/media"))).toEqual({ "c.css": "app" });
  });
});
