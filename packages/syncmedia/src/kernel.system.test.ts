import { chmodSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  CLI,
  canRun,
  createSite,
  type Ran,
  replacedIn,
  run,
  snapshot,
  stateOf,
  syncmedia,
} from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

type Site = ReturnType<typeof createSite>;

describe.skipIf(!canStrace)(`an input/output error${why("strace", canStrace)}`, () => {
  it.each([
    ["rename", CALLS.rename, "EIO"],
    ["rename", CALLS.rename, "EBUSY"],
    ["rename", CALLS.rename, "EPERM"],
    ["unlink", CALLS.unlink, "EIO"],
    ["unlink", CALLS.unlink, "EBUSY"],
    ["mkdir", CALLS.mkdir, "EIO"],
    ["sync to disk", CALLS.sync, "EIO"],
    ["read of a source", "read,pread64", "EIO"],
    ["write", "pwrite64", "EIO"],
  ])("at each %s: old or new files, named, and mended by the next run (%s %s)", (what, calls, errno) => {
    for (let nth = 1; nth < 7; nth += 1) {
      using site = createSite({ "blog/media/a.css": "old", "blog/media/b.css": "old", "media/mine": "mine" });
      site.write({ "blog/media/stale/s.css": "stale" });
      syncmedia(site.root);
      rmSync(site.path("blog/media/stale"), { recursive: true });
      site.write({ "blog/media/a.css": "new", "blog/media/b.css": "new", "blog/media/new/c.css": "new" });
      const only = what.startsWith("read") ? { only: site.path("blog/media/a.css") } : {};
      const faulty = tampered(site.root, { calls, inject: `error=${errno}:when=${nth}`, ...only });
      const left = snapshot(site.path("media"));
      for (const name of ["blog/a.css", "blog/b.css"]) expect(["old", "new"]).toContain(left[name]);
      const whole = { "blog/a.css": "new", "blog/b.css": "new", "blog/new/c.css": "new", mine: "mine" };
      if (faulty.code === 0) expect(left).toEqual(whole);
      else expect(faulty.stdout + faulty.stderr).toContain(errno);
      expect(syncmedia(site.root).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual(whole);
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    }
  });
});

describe.skipIf(!canRun("chattr", "-V"))(`an immutable file${why("chattr", canRun("chattr", "-V"))}`, () => {
  it("stays, is named, and does not keep the others", ({ skip }) => {
    using site = createSite({ "blog/media/a.css": "old", "blog/media/b.css": "old" });
    syncmedia(site.root);
    site.write({ "blog/media/a.css": "new", "blog/media/b.css": "new" });
    if (run(site.root, "chattr", "+i", site.path("media/blog/a.css")).code !== 0)
      skip("this file system knows no immutable files");
    try {
      const { code, stdout } = syncmedia(site.root);
      expect(code).toBe(1);
      expect(stdout).toContain("failed blog/a.css");
      expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "old", "blog/b.css": "new" });
    } finally {
      run(site.root, "chattr", "-i", site.path("media/blog/a.css"));
    }
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "new", "blog/b.css": "new" });
  });
});

const canSetpriv = canRun("setpriv");

function asNobody(site: Site, ...args: readonly string[]): Ran {
  chmodSync(site.root, 0o755);
  return run(site.root, "setpriv", "--reuid", "65534", "--clear-groups", process.execPath, CLI, ...args);
}

describe.skipIf(!canSetpriv)(`another user${why("setpriv", canSetpriv)}`, () => {
  it("who may not write is told so, and nothing is changed", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/mine": "mine" });
    const { code, stderr } = asNobody(site);
    expect(code).toBe(1);
    expect(stderr).toContain("EACCES");
    expect(stderr).not.toContain("    at ");
    expect(snapshot(site.path("media"))).toEqual({ mine: "mine" });
  });

  it("who may not link is told so by --link, before any write", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/mine": "mine" });
    const { code, stdout } = asNobody(site, "--link");
    expect(code).toBe(1);
    expect(stdout).toContain("links cannot be made there");
    expect(snapshot(site.path("media"))).toEqual({ mine: "mine" });
  });

  it("who cannot read an app prunes nothing of it, and syncs the others", () => {
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

  it("who cannot read one file is told its name, and gets the others", () => {
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

  it.each(strategies)("loses nothing that was published where MEDIA_ROOT cannot be read: %s", (strategy) => {
    using site = publishedSite();
    const published = snapshot(site.path("dist"));
    expect(published).toEqual({ "admin/a.js": "mine", "blog/only.css": "mine" });
    for (const mode of [0o711, 0o700]) {
      chmodSync(site.path("media"), mode);
      const { code, stderr } = asNobody(site, "--to", "dist", "--strategy", strategy, "--yes");
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error The media sources cannot be listed: EACCES/m);
      expect(stderr).not.toContain("    at ");
      expect(snapshot(site.path("dist"))).toEqual(published);
    }
    renameSync(site.path("media"), site.path("elsewhere"));
    symlinkSync("not-mounted", site.path("media"));
    expect(asNobody(site, "--to", "dist", "--strategy", strategy, "--yes").code).toBe(1);
    expect(snapshot(site.path("dist"))).toEqual(published);
  });

  it.each(strategies)("loses nothing that was published where a part of it cannot be read: %s", (strategy) => {
    using site = publishedSite();
    chmodSync(site.path("media/blog"), 0o700);
    const { code, stdout } = asNobody(site, "--to", "dist", "--strategy", strategy, "--yes");
    expect(code).toBe(1);
    expect(stdout).toContain(`failed ${site.path("media/blog")}`);
    expect(snapshot(site.path("dist"))).toEqual({ "admin/a.js": "mine", "blog/only.css": "mine" });
  });

  it.each([["--strategy", "clear", "--yes"], ["--link"], ["--auto"], []])(
    "touches nothing of a directory of the target that cannot be looked at: %s %s",
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

describe.skipIf(!canRun("prlimit"))(`few file descriptors${why("prlimit", canRun("prlimit"))}`, () => {
  it("are enough: 40", () => {
    using site = createSite(
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`blog/media/${index}.css`, "x"])),
    );
    expect(run(site.root, "prlimit", "--nofile=40", process.execPath, CLI).code).toBe(0);
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(200);
  });
});

const canMakeDevices = canRun("mknod");

describe.skipIf(!canMakeDevices)(`a device${why("mknod", canMakeDevices)}`, () => {
  it("is skipped and named where it is an app's, kept where it is yours, and opened nowhere", () => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/b.css": "b", "media/blog/": "" });
    // Whoever opened it would read zeros for ever.
    for (const place of ["blog/media/zero", "media/blog/b.css"])
      run(site.root, "mknod", site.path(place), "c", "1", "5");
    for (const strategy of ["sync", "update", "new"]) {
      const { code, stdout } = syncmedia(site.root, "--strategy", strategy, "--yes");
      expect(code).toBe(1);
      expect(stdout).toContain("skipped blog/zero: is not a regular file");
      expect(stdout).toContain("kept blog/b.css: no regular file");
      expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a", "blog/b.css": "special" });
    }
    syncmedia(site.root, "--strategy", "clear", "--yes");
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a", "blog/b.css": "b" });
    expect(replacedIn(site.path("media"))).toEqual({ "blog/b.css": "special" });
  });
});
