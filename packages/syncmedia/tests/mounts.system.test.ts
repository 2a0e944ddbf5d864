import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createSite, exactly, run, snapshot, stateOf, syncmedia } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { canMount, mounted, why } from "./volume.test.support.ts";

describe.skipIf(!canMount)(`a full disk${why("mount", canMount)}`, () => {
  test("leaves old or new files, names what was not done, and the next run with room ends well", () => {
    using site = createSite({ "blog/media/a.css": "old", "media/": "" });
    using mount = mounted(site, "media", ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", site.path("media")]);
    syncmedia(site.root);
    site.write({ "media/mine.css": "mine", "blog/media/a.css": "new", "blog/media/big.js": "x".repeat(60_000) });
    site.write({ "blog/media/c.css": "y".repeat(4000), "blog/media/big2.js": "x".repeat(90_000) });
    const mine = exactly(site.path("media/mine.css"));
    const full = syncmedia(site.root);
    expect(full.code).toBe(1);
    expect(full.stdout).toContain("failed blog/big2.js");
    expect(full.stdout).toContain("ENOSPC");
    expect(snapshot(mount.directory)).not.toHaveProperty("blog/big2.js");
    run(site.root, "mount", "-o", "remount,size=1m", site.path("media"));
    expect(syncmedia(site.root).code).toBe(0);
    const { "mine.css": kept, ...copies } = snapshot(mount.directory);
    expect(Object.keys(copies)).toEqual(["blog/a.css", "blog/big.js", "blog/big2.js", "blog/c.css"]);
    expect(kept).toBe("mine");
    expect(exactly(site.path("media/mine.css"))).toEqual(mine);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });
});

describe.skipIf(!canMount)(`a read-only target${why("mount", canMount)}`, () => {
  test("is reported in one line, and an up-to-date one is no error", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/": "" });
    using mount = mounted(site, "media", ["mount", "-t", "tmpfs", "tmpfs", site.path("media")]);
    syncmedia(site.root);
    run(site.root, "mount", "-o", "remount,ro", site.path("media"));
    expect(syncmedia(site.root).code).toBe(0);
    site.write({ "blog/media/a.css": "b" });
    const { code, stderr } = syncmedia(site.root);
    expect(code).toBe(1);
    expect(stderr).toContain("EROFS");
    expect(stderr).not.toContain("    at ");
    expect(snapshot(mount.directory)).toEqual({ "blog/a.css": "a" });
  });
});

describe.skipIf(!canMount)(`a mount inside the target${why("mount", canMount)}`, () => {
  test("gets its files by a temporary file beside them, and keeps no litter", () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/on/b.css": "1", "media/blog/on/": "" });
    using mount = mounted(site, "media/blog/on", ["mount", "-t", "tmpfs", "tmpfs", site.path("media/blog/on")]);
    expect(syncmedia(site.root).code).toBe(0);
    site.write({ "blog/media/on/b.css": "2" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/on/b.css": "2" });
    expect(readdirSync(mount.directory)).toEqual(["b.css"]);
    writeFileSync(site.path("media/blog/on/b.css"), "mine");
    expect(syncmedia(site.root, "--strategy", "overwrite", "--yes").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/on/b.css": "2" });
  });

  test("keeps files of yours that are called like temporary files", () => {
    using site = createSite({ "blog/media/on/b.css": "1", "media/blog/on/": "" });
    using mount = mounted(site, "media/blog/on", ["mount", "-t", "tmpfs", "tmpfs", site.path("media/blog/on")]);
    const yours = [1, 2, 3].map((nth) => `.syncmedia-${nth}`);
    for (const name of yours) writeFileSync(`${mount.directory}/${name}`, "mine");
    for (const content of ["1", "2"]) {
      site.write({ "blog/media/on/b.css": content });
      expect(syncmedia(site.root).code).toBe(0);
      expect(readdirSync(mount.directory).toSorted()).toEqual([...yours, "b.css"]);
      expect(readFileSync(`${mount.directory}/b.css`, "utf8")).toBe(content);
    }
  });

  test.skipIf(!canStrace)("is cleared of the temporary file of a killed run", () => {
    using site = createSite({ "blog/media/on/b.css": "1", "media/blog/on/": "" });
    using mount = mounted(site, "media/blog/on", ["mount", "-t", "tmpfs", "tmpfs", site.path("media/blog/on")]);
    for (let nth = 1; ; nth += 1) {
      site.write({ "blog/media/on/b.css": `version ${nth}` });
      if (tampered(site.root, { calls: CALLS.rename, inject: `signal=KILL:when=${nth}` }).code === 0) break;
      expect(syncmedia(site.root).code).toBe(0);
      expect({ nth, names: readdirSync(mount.directory) }).toEqual({ nth, names: ["b.css"] });
    }
  });
});
