import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { TestTree } from "@mediaroot/core/testing";
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

  test("gets every file that fits, of so many that a second thread copies", () => {
    using site = createSite(blocks("old"));
    using mount = mounted(site, "media", ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", site.path("media")]);
    site.write({ "media/mine.css": "mine" });
    const mine = exactly(site.path("media/mine.css"));
    const { code, stdout } = syncmedia(site.root, "--json");
    expect(code).toBe(1);
    const { "mine.css": _, ...copies } = snapshot(mount.directory);
    for (const [name, content] of Object.entries(copies)) expect(content).toBe(block("old", name));
    expect([...Object.keys(copies), ...failedIn(stdout)].toSorted()).toEqual(
      Object.keys(blocks("")).map(copyOf).toSorted(),
    );
    // The rest has the journal and the directories.
    expect(Object.keys(copies).length * BLOCK).toBeGreaterThan(7_500_000);
    run(site.root, "mount", "-o", "remount,size=64m", site.path("media"));
    endsWell(site, "old");
    expect(exactly(site.path("media/mine.css"))).toEqual(mine);
  });

  test("has each file whole, the old one or the new one, when so many are replaced", () => {
    using site = createSite(blocks("old"));
    using mount = mounted(site, "media", ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", site.path("media")]);
    endsWell(site, "old");
    site.write(blocks("new"));
    run(site.root, "mount", "-o", "remount,size=14m", site.path("media"));
    const { code, stdout } = syncmedia(site.root, "--json");
    const failed = new Set(failedIn(stdout));
    for (const [name, content] of Object.entries(snapshot(mount.directory)))
      expect(content).toBe(block(failed.has(name) ? "old" : "new", name));
    expect({ code, failed: [...failed] }).toEqual({ code: 0, failed: [] });
    run(site.root, "mount", "-o", "remount,size=64m", site.path("media"));
    endsWell(site, "new");
  });
});

/** Every file of `blocks` takes so many bytes of a disk. */
const BLOCK = 4096;

/** An app's media of so many files that a second thread copies them. */
function blocks(word: string): Record<string, string> {
  const names = Array.from({ length: 3000 }, (_, index) => `blog/media/d${index % 30}/${index}.css`);
  return Object.fromEntries(names.map((name) => [name, block(word, copyOf(name))]));
}

function block(word: string, copy: string): string {
  return `${word} ${copy}`.padEnd(BLOCK, ".");
}

function copyOf(name: string): string {
  return name.replace("blog/media", "blog");
}

function failedIn(json: string): readonly string[] {
  const { failed } = JSON.parse(json) as { readonly failed: readonly { readonly path: string }[] };
  return failed.map(({ path }) => path).filter((path) => path.startsWith("blog/"));
}

/** Runs `syncmedia`, which has room, and again. */
function endsWell(site: TestTree, word: string): void {
  expect(syncmedia(site.root).code).toBe(0);
  const { "mine.css": _, ...copies } = snapshot(site.path("media"));
  expect(copies).toEqual(Object.fromEntries(Object.entries(blocks(word)).map(([name, text]) => [copyOf(name), text])));
  expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
  expect(syncmedia(site.root).stdout).toContain("up to date");
}

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
