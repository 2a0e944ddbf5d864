import { once } from "node:events";
import { lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, run, snapshot } from "./scratch.test.support.ts";

describe("what becomes of a path", () => {
  test("a file of an app that turns into a directory, and back", async () => {
    using site = createSite({ "blog/media/js": "a file" });
    await runSyncmedia(site.root);
    rmSync(site.path("blog/media/js"));
    site.write({ "blog/media/js/a.js": "a", "blog/media/js/deep/b.js": "b" });
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/js/a.js": "a", "blog/js/deep/b.js": "b" });
    rmSync(site.path("blog/media/js"), { recursive: true });
    site.write({ "blog/media/js": "a file again" });
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/js": "a file again" });
    expect((await runSyncmedia(site.root)).stdout).toContain("up to date");
  });

  test("a directory of copies that also holds an override stays, where the app wants a file", async () => {
    using site = createSite({ "blog/media/js/a.js": "a" });
    await runSyncmedia(site.root);
    site.write({ "media/blog/js/mine.js": "mine" });
    rmSync(site.path("blog/media/js"), { recursive: true });
    site.write({ "blog/media/js": "a file" });
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/js/mine.js": "mine" });
    expect((await runSyncmedia(site.root, "--strategy", "overwrite", "--yes")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/js": "a file" });
  });

  test.each([
    ["a dangling link", (place: string) => symlinkSync("nowhere", place)],
    ["a link to itself", (place: string) => symlinkSync(path.basename(place), place)],
    ["a fifo", (place: string) => void run("/", "mkfifo", place)],
    ["an empty directory", (place: string) => mkdirSync(place)],
  ])("%s of yours is kept in the place of an app's file", async (_, make) => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/b.css": "b", "media/blog/": "" });
    make(site.path("media/blog/a.css"));
    const before = lstatSync(site.path("media/blog/a.css"));
    for (let round = 0; round < 2; round += 1) {
      const { code, stdout } = await runSyncmedia(site.root);
      expect(code).toBe(0);
      expect(stdout).toContain("kept blog/a.css");
      expect(lstatSync(site.path("media/blog/a.css")).ino).toBe(before.ino);
      expect(readFileSync(site.path("media/blog/b.css"), "utf8")).toBe("b");
    }
  });
});

describe("a link of yours to the media that an app does not have yet", () => {
  test.each([[], ["--auto"], ["--link"]])("is kept: %s", async (...flags) => {
    using site = createSite({ "contrib/admin/media/x.css": "x", "media/": "" });
    symlinkSync("../blog/media", site.path("media/blog"));
    expect((await runSyncmedia(site.root, ...flags)).code).toBe(0);
    expect(readlinkSync(site.path("media/blog"))).toBe("../blog/media");
  });
});

describe("what is never published", () => {
  test("is skipped and named: links that lead out, fifos, loops, dangling links", async () => {
    using site = createSite({ "blog/media/a.css": "a", "secret.txt": "secret", "outside/secret.txt": "secret" });
    symlinkSync("../../secret.txt", site.path("blog/media/out.txt"));
    symlinkSync("../../outside", site.path("blog/media/outside"));
    symlinkSync("loop", site.path("blog/media/loop"));
    symlinkSync(".", site.path("blog/media/self"));
    symlinkSync("nowhere", site.path("blog/media/dangling"));
    run(site.root, "mkfifo", site.path("blog/media/pipe"));
    const { code, stdout } = await runSyncmedia(site.root);
    expect(code).toBe(1);
    for (const name of ["out.txt", "outside", "loop", "self", "dangling", "pipe"])
      expect(stdout).toContain(`skipped blog/${name}`);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a" });
  });

  test("is skipped and named: a socket, and a path that is too long for the system", async () => {
    using site = createSite({ "blog/media/a.css": "a" });
    const socket = createServer().listen(site.path("blog/media/socket"));
    await once(socket, "listening");
    const name = "n".repeat(200);
    run(site.path("blog/media"), "sh", "-c", `for i in $(seq 1 21); do mkdir ${name} && cd ${name}; done`);
    const { code, stdout } = await runSyncmedia(site.root);
    socket.close();
    expect(code).toBe(1);
    expect(stdout).toContain("skipped blog/socket: is not a regular file");
    expect(stdout).toMatch(/skipped blog\/n+\/.*: has too long a path for this system/);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a" });
  });

  test("is pruned when a copy of it stands from before", async () => {
    using site = createSite({ "blog/media/a.css": "a", "secret.txt": "secret" });
    await runSyncmedia(site.root);
    rmSync(site.path("blog/media/a.css"));
    symlinkSync("../../secret.txt", site.path("blog/media/a.css"));
    await runSyncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({});
  });

  test("a link that stays inside the app's media is copied as what it leads to", async () => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/real/r.css": "r" });
    symlinkSync("a.css", site.path("blog/media/b.css"));
    symlinkSync("real", site.path("blog/media/linked"));
    expect((await runSyncmedia(site.root)).code).toBe(0);
    const files = { "blog/a.css": "a", "blog/b.css": "a", "blog/linked/r.css": "r", "blog/real/r.css": "r" };
    expect(snapshot(site.path("media"))).toEqual(files);
    expect((await runSyncmedia(site.root)).stdout).toContain("up to date");
  });
});

describe("an app's media that is a link", () => {
  test("loses no copy while it leads nowhere, and is named", async () => {
    using site = createSite({ "volume/b.css": "b", "contrib/admin/media/a.css": "a" });
    symlinkSync("../volume", site.path("blog/media"));
    expect((await runSyncmedia(site.root)).code).toBe(0);
    renameSync(site.path("volume"), site.path("elsewhere"));
    site.write({ "contrib/admin/media/a.css": "2" });
    const { code, stdout } = await runSyncmedia(site.root);
    expect(code).toBe(1);
    expect(stdout).toContain(`failed ${site.path("blog/media")}`);
    expect(snapshot(site.path("media"))).toEqual({ "admin/a.css": "2", "blog/b.css": "b" });
    rmSync(site.path("blog/media"));
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "admin/a.css": "2" });
  });
});
