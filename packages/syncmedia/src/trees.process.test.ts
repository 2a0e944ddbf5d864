import { once } from "node:events";
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createSite, run, snapshot, syncmedia } from "./scratch.test.support.ts";

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

  it("is skipped and named: a socket, and a path that is too long for the system", async () => {
    using site = createSite({ "blog/media/a.css": "a" });
    const socket = createServer().listen(site.path("blog/media/socket"));
    await once(socket, "listening");
    const name = "n".repeat(200);
    run(site.path("blog/media"), "sh", "-c", `for i in $(seq 1 21); do mkdir ${name} && cd ${name}; done`);
    const { code, stdout } = syncmedia(site.root);
    socket.close();
    expect(code).toBe(1);
    expect(stdout).toContain("skipped blog/socket: is not a regular file");
    expect(stdout).toMatch(/skipped blog\/n+\/.*: has too long a path for this system/);
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

describe("an app's media that is a link", () => {
  it("loses no copy while it leads nowhere, and is named", () => {
    using site = createSite({ "volume/b.css": "b", "contrib/admin/media/a.css": "a" });
    symlinkSync("../volume", site.path("blog/media"));
    expect(syncmedia(site.root).code).toBe(0);
    renameSync(site.path("volume"), site.path("elsewhere"));
    site.write({ "contrib/admin/media/a.css": "2" });
    const { code, stdout } = syncmedia(site.root);
    expect(code).toBe(1);
    expect(stdout).toContain(`failed ${site.path("blog/media")}`);
    expect(snapshot(site.path("media"))).toEqual({ "admin/a.css": "2", "blog/b.css": "b" });
    rmSync(site.path("blog/media"));
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "admin/a.css": "2" });
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

describe("a project that cannot be synced", () => {
  const media = { "blog/media/a.css": "a", "contrib/admin/media/b.css": "b" };

  it.each([
    ["MEDIA_ROOT inside an app's media", { MEDIA_ROOT: "blog/media/uploads" }],
    ["MEDIA_ROOT that is an app's media", { MEDIA_ROOT: "blog/media" }],
    ["an app's media inside MEDIA_ROOT", { MEDIA_ROOT: "blog" }],
    ["two apps of one label", { INSTALLED_APPS: ["./blog", { name: "./contrib/admin", label: "Blog" }] }],
    ["an app that is not there", { INSTALLED_APPS: ["./blog", "./nowhere"] }],
    ["a setting that is misspelt", { INSTALED_APPS: ["./blog"] }],
  ])("is refused at the start, and nothing is written: %s", (_, settings) => {
    using site = createSite(media, settings);
    const before = snapshot(site.root);
    const { code, stdout, stderr } = syncmedia(site.root, "--strategy", "clear", "--yes");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error /);
    expect(stderr).not.toContain("    at ");
    expect(snapshot(site.root)).toEqual(before);
  });
});

describe("a clock that runs wrong", () => {
  const FUTURE = new Date("2099-01-01T00:00:00Z");

  it.each([
    ["the app's file", "blog/media/a.css"],
    ["the copy", "media/blog/a.css"],
  ])("does not matter to sync: %s is dated in the future", (_, file) => {
    using site = createSite({ "blog/media/a.css": "1" });
    syncmedia(site.root);
    utimesSync(site.path(file), FUTURE, FUTURE);
    expect(syncmedia(site.root).stdout).toContain("up to date");
    site.write({ "blog/media/a.css": "2" });
    utimesSync(site.path("blog/media/a.css"), new Date("1985-10-26"), new Date("1985-10-26"));
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "2" });
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });
});
