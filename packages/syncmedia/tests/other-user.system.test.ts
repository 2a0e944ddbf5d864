import { chmodSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { CLI, canRun, createSite, type Ran, run, snapshot, syncmedia } from "./scratch.test.support.ts";
import { why } from "./volume.test.support.ts";

type Site = ReturnType<typeof createSite>;

const canSetpriv = canRun("setpriv");

function asNobody(site: Site, ...args: readonly string[]): Ran {
  chmodSync(site.root, 0o755);
  return run(site.root, "setpriv", "--reuid", "65534", "--clear-groups", process.execPath, CLI, ...args);
}

describe.skipIf(!canSetpriv)(`another user${why("setpriv", canSetpriv)}`, () => {
  test("who may not write gets an error, and nothing is changed", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/mine": "mine" });
    const { code, stderr } = asNobody(site);
    expect(code).toBe(1);
    expect(stderr).toContain(`Nothing can be written to ${site.path("media")}: EACCES: permission denied.`);
    expect(stderr).not.toContain("    at ");
    expect(snapshot(site.path("media"))).toEqual({ mine: "mine" });
  });

  test("who may not write to one directory gets the name of each file that failed, and the reason", () => {
    using site = createSite({ "blog/media/a.css": "a", "contrib/admin/media/b.css": "b", "media/admin/": "" });
    chmodSync(site.path("media"), 0o777);
    const { code, stdout } = asNobody(site);
    expect(code).toBe(1);
    expect(stdout).toContain("failed admin/b.css: EACCES: permission denied\n");
    expect(snapshot(site.path("media"))).toEqual({ "admin/": "/", "blog/a.css": "a" });
  });

  test("who may not link is refused by --link, before any write", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/mine": "mine" });
    const { code, stdout } = asNobody(site, "--link");
    expect(code).toBe(1);
    expect(stdout).toContain("links cannot be made there");
    expect(snapshot(site.path("media"))).toEqual({ mine: "mine" });
  });

  test("who cannot read an app prunes nothing of it, and syncs the others", () => {
    using site = createSite({ "contrib/admin/media/sub/a.js": "a", "blog/media/b.css": "b", "media/": "" });
    chmodSync(site.path("media"), 0o777);
    expect(asNobody(site).code).toBe(0);
    chmodSync(site.path("contrib/admin/media/sub"), 0o700);
    site.write({ "blog/media/b.css": "b 2" });
    const { code, stdout } = asNobody(site);
    expect(code).toBe(1);
    expect(stdout).toContain("contrib/admin/media/sub");
    expect(snapshot(site.path("media"))).toEqual({ "admin/sub/a.js": "a", "blog/b.css": "b 2" });
  });

  test("who cannot read all of a linked app keeps its link, which leads to all of it", () => {
    const media = { "contrib/admin/media/sub/a.js": "a", "contrib/admin/media/b.js": "b", "blog/media/b.css": "b" };
    for (const closed of ["contrib/admin/media/sub", "contrib/admin/media/b.js"]) {
      using site = createSite({ ...media, "media/": "" });
      chmodSync(site.path("media"), 0o777);
      expect(asNobody(site, "--link").code).toBe(0);
      chmodSync(site.path(closed), 0o700);
      const { code, stdout } = asNobody(site);
      expect(code).toBe(1);
      expect(stdout).toContain(closed.split("/").at(-1));
      expect(stdout).toContain('failed admin: The media of "admin" stays linked');
      expect(snapshot(site.path("media"))).toEqual({ admin: "-> ../contrib/admin/media", "blog/b.css": "b" });
      chmodSync(site.path(closed), 0o755);
      expect(asNobody(site).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual({ "admin/b.js": "b", "admin/sub/a.js": "a", "blog/b.css": "b" });
    }
  });

  test("who may not take over the lock of a dead process gets an error", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/.syncmedia/": "" });
    const pid = Number(run(site.root, "sh", "-c", "echo $$").stdout);
    const lock = JSON.stringify({ pid, host: hostname(), nonce: "dead" });
    site.write({ "media/.syncmedia/lock": lock });
    chmodSync(site.path("media"), 0o777);
    const { code, stderr } = asNobody(site);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error TARGET_NOT_WRITABLE Nothing can be written to .*EACCES/);
    expect(stderr).not.toContain("    at ");
    expect(readFileSync(site.path("media/.syncmedia/lock"), "utf8")).toBe(lock);
  });

  test("who cannot read the state of the target gets an error, and nothing is changed", () => {
    using site = createSite({ "blog/media/a.css": "a" });
    expect(syncmedia(site.root).code).toBe(0);
    site.write({ "blog/media/a.css": "b" });
    for (const flags of [[], ["--check"], ["--link"], ["--to", "media/../media"]]) {
      const { code, stdout, stderr } = asNobody(site, ...flags);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^error TARGET_NOT_WRITABLE Nothing can be written to .*EACCES/);
      expect(stderr).not.toContain("    at ");
    }
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a" });
  });

  test("who cannot read one file gets its name, and the other files", () => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/b.css": "b", "media/": "" });
    chmodSync(site.path("media"), 0o777);
    chmodSync(site.path("blog/media/a.css"), 0o600);
    const { code, stdout } = asNobody(site);
    expect(code).toBe(1);
    expect(stdout).toContain("failed blog/a.css");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
  });
});

describe.skipIf(!canSetpriv)(`another user who publishes elsewhere${why("setpriv", canSetpriv)}`, () => {
  const PUBLISHED = { "contrib/admin/media/a.js": "app", "media/admin/a.js": "mine", "media/blog/only.css": "mine" };
  const strategies = ["sync", "new", "update", "overwrite", "clear"];

  function publishedSite(): Site {
    const site = createSite({ ...PUBLISHED, "dist/": "" });
    chmodSync(site.path("dist"), 0o777);
    expect(asNobody(site, "--to", "dist").code).toBe(0);
    return site;
  }

  test.each(strategies)("loses nothing that was published where MEDIA_ROOT cannot be read: %s", (strategy) => {
    using site = publishedSite();
    const published = snapshot(site.path("dist"));
    expect(published).toEqual({ "admin/a.js": "mine", "blog/only.css": "mine" });
    for (const mode of [0o711, 0o700]) {
      chmodSync(site.path("media"), mode);
      const { code, stderr } = asNobody(site, "--to", "dist", "--strategy", strategy, "--yes");
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error SOURCE_UNREADABLE The media sources cannot be listed: EACCES/m);
      expect(stderr).not.toContain("    at ");
      expect(snapshot(site.path("dist"))).toEqual(published);
    }
    renameSync(site.path("media"), site.path("elsewhere"));
    symlinkSync("not-mounted", site.path("media"));
    expect(asNobody(site, "--to", "dist", "--strategy", strategy, "--yes").code).toBe(1);
    expect(snapshot(site.path("dist"))).toEqual(published);
  });

  test.each(strategies)("loses nothing that was published where a part of it cannot be read: %s", (strategy) => {
    using site = publishedSite();
    chmodSync(site.path("media/blog"), 0o700);
    const { code, stdout } = asNobody(site, "--to", "dist", "--strategy", strategy, "--yes");
    expect(code).toBe(1);
    expect(stdout).toContain(`failed ${site.path("media/blog")}`);
    expect(snapshot(site.path("dist"))).toEqual({ "admin/a.js": "mine", "blog/only.css": "mine" });
  });

  test.each([["--strategy", "clear", "--yes"], ["--link"], ["--auto"], []])(
    "touches nothing in a directory of the target that cannot be read: %s %s",
    (...args) => {
      using site = createSite({ "blog/media/a.css": "a", "media/blog/private/mine": "mine" });
      for (const directory of ["media", "media/blog"]) chmodSync(site.path(directory), 0o777);
      chmodSync(site.path("media/blog/private"), 0o700);
      const { stdout, stderr } = asNobody(site, ...args);
      expect(stdout + stderr).not.toContain("    at ");
      expect(snapshot(site.path("media"))["blog/private/mine"]).toBe("mine");
    },
  );
});
