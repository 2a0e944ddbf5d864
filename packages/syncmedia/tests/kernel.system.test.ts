import { readFileSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CLI, canRun, createSite, replacedIn, run, snapshot, stateOf, syncmedia } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

describe.skipIf(!canStrace)(`an input/output error${why("strace", canStrace)}`, () => {
  test.each([
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

describe.skipIf(!canStrace)(`a read that gives a part of what is there${why("strace", canStrace)}`, () => {
  test("is not taken for the whole", () => {
    using site = createSite({ "blog/media/a.css": "0123456789" });
    const only = site.path("blog/media/a.css");
    expect(tampered(site.root, { calls: "read,pread64", inject: "retval=1:when=1", only }).code).toBe(0);
    // The one byte that strace reports was never read.
    expect(readFileSync(site.path("media/blog/a.css"), "latin1").slice(1)).toBe("123456789");
  });
});

describe.skipIf(!canStrace)(`a directory that cannot be read any more${why("strace", canStrace)}`, () => {
  test("is reported in lines, whenever it happens, and nothing of yours is lost", () => {
    for (let [nth, code] = [1, undefined as number | null | undefined]; code !== 0; nth += 1) {
      using site = createSite({ "blog/media/js/a.js": "new", "media/blog/mine.css": "mine", "media/blog/empty/": "" });
      const only = site.path("media/blog");
      const inject = `error=EIO:when=${nth}`;
      const faulty = tampered(site.root, { calls: "getdents64", inject, only }, "--strategy", "clear", "--yes");
      code = faulty.code;
      if (code !== 0) expect(faulty.stdout + faulty.stderr).toContain("EIO");
      expect(faulty.stderr).not.toContain("    at ");
      const { "blog/mine.css": standing } = snapshot(site.path("media"));
      expect([standing, replacedIn(site.path("media"))["blog/mine.css"]]).toContain("mine");
      expect(nth).toBeLessThan(20);
    }
  });
});

describe.skipIf(!canRun("chattr", "-V"))(`an immutable file${why("chattr", canRun("chattr", "-V"))}`, () => {
  test("stays, is named, and does not keep the others", ({ skip }) => {
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

describe.skipIf(!canRun("prlimit"))(`few file descriptors${why("prlimit", canRun("prlimit"))}`, () => {
  test("are enough: 40", () => {
    using site = createSite(
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`blog/media/${index}.css`, "x"])),
    );
    expect(run(site.root, "prlimit", "--nofile=40", process.execPath, CLI).code).toBe(0);
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(200);
  });
});

const canMakeDevices = canRun("mknod");

describe.skipIf(!canMakeDevices)(`a device${why("mknod", canMakeDevices)}`, () => {
  test("is skipped and named where it is an app's, kept where it is yours, and opened nowhere", () => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/b.css": "b", "media/blog/": "" });
    // Whoever opened it would read zeros for ever.
    for (const place of ["blog/media/zero", "media/blog/b.css"])
      run(site.root, "mknod", site.path(place), "c", "1", "5");
    for (const strategy of ["sync", "update", "new"]) {
      const { code, stdout } = syncmedia(site.root, "--strategy", strategy, "--yes");
      expect(code).toBe(1);
      expect(stdout).toContain("skipped blog/zero: is not a regular file");
      expect(stdout).toContain("kept blog/b.css: not a regular file");
      expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a", "blog/b.css": "special" });
    }
    syncmedia(site.root, "--strategy", "clear", "--yes");
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a", "blog/b.css": "b" });
    expect(replacedIn(site.path("media"))).toEqual({ "blog/b.css": "special" });
  });
});
