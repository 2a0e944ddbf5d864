import { renameSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { acquireLock } from "../src/state/lock.ts";
import { openState } from "../src/state/open-state.ts";
import { placeName } from "../src/state/process-place.ts";
import { createSite, run, stateOf, syncmedia } from "./scratch.test.support.ts";

describe("--auto --dry-run beside a run that works in the target", () => {
  test("leaves its staging directory and its lock alone", async () => {
    using site = createSite({ "blog/media/a.css": "a", "media/.syncmedia/staging/": "" });
    const opened = openState(site.path("media"));
    const lock = await acquireLock(opened.state);
    const before = stateOf(site.path("media"));
    expect(before).toEqual(["lock", "staging"]);
    expect(syncmedia(site.root, "--auto", "--dry-run").code).toBe(0);
    expect(stateOf(site.path("media"))).toEqual(before);
    lock?.release();
    opened.close();
  });

  test("leaves nothing behind where nothing was", () => {
    using site = createSite({ "blog/media/a.css": "a" });
    expect(syncmedia(site.root, "--auto", "--dry-run").stdout).toContain("link blog");
    expect(run(site.root, "ls").stdout).not.toContain("media");
  });
});

describe("a run beside an --auto --dry-run", () => {
  test("leaves the trial link of a process that is planning alone, and removes that of a dead one", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/.syncmedia/": "" });
    const dead = run(site.root, "sh", "-c", "echo $$").stdout.trim();
    const nameOf = (pid: number | string): string => `trial-${placeName()}-${pid}-1`;
    const [planning, left] = [nameOf(process.pid), nameOf(dead)];
    for (const name of [planning, left]) symlinkSync("elsewhere", site.path("media/.syncmedia", name));
    expect(syncmedia(site.root).code).toBe(0);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json", planning]);
  });
});

describe("a run whose state directory is removed while it waits", () => {
  test("makes a new one", async () => {
    using site = createSite({ "blog/media/a.css": "a", "media/": "" });
    const opened = openState(site.path("media"));
    // As a dry run beside it does with a directory that is still empty.
    renameSync(site.path("media/.syncmedia"), site.path("gone"));
    expect(run(site.root, "rmdir", "gone").code).toBe(0);
    expect(await acquireLock(opened.state)).toBeUndefined();
    opened.close();
    expect(syncmedia(site.root).code).toBe(0);
  });
});
