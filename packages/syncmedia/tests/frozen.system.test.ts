import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { freeze } from "./frozen.test.support.ts";
import { createSite, exactly, run, snapshot, stateOf, syncmedia } from "./scratch.test.support.ts";
import { CALLS, canStrace, type Tampering } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

const OLD = new Date("2001-01-01T00:00:00Z");

/** Everything is planned, and the first file is about to be copied. The plan has read it once before. */
function copying(site: TestTree): Tampering {
  return { calls: "open,openat", inject: "signal=STOP:when=2", only: site.path("blog/media/a.css") };
}

/** A site whose next sync updates a.css and b.css, copies new.css, and prunes stale.css. */
function changedSite(): TestTree {
  const site = createSite({
    "blog/media/a.css": "1",
    "blog/media/b.css": "1",
    "blog/media/js/c.js": "1",
    "blog/media/stale.css": "1",
    "media/mine.css": "mine",
  });
  syncmedia(site.root);
  site.write({
    "blog/media/a.css": "2",
    "blog/media/b.css": "2",
    "blog/media/js/c.js": "2",
    "blog/media/js/new.js": "2",
  });
  rmSync(site.path("blog/media/stale.css"));
  return site;
}

/** The number of the rename that the command is stopped in. */
function atRename(count: number): Tampering {
  return { calls: CALLS.rename, inject: `signal=STOP:when=${count}` };
}

const OLD_COPIES = { "blog/a.css": "1", "blog/b.css": "1", "blog/js/c.js": "1", "mine.css": "mine" };
const DONE = { "blog/a.css": "2", "blog/b.css": "2", "blog/js/c.js": "2", "blog/js/new.js": "2", "mine.css": "mine" };

describe.skipIf(!canStrace)(`while the command is at work${why("strace", canStrace)}`, () => {
  test("an override that appears, and copies that are edited, keep their bytes, mode and time", async () => {
    using site = changedSite();
    const frozen = await freeze(site);
    site.write({ "media/blog/b.css": "mine", "media/blog/js/new.js": "mine", "media/blog/stale.css": "mine" });
    utimesSync(site.path("media/blog/b.css"), OLD, OLD);
    const before = exactly(site.path("media/blog/b.css"));
    const { code, stdout } = await frozen.thaw();
    expect(code).toBe(1);
    for (const name of ["b.css", "js/new.js", "stale.css"]) expect(stdout).toContain(`failed blog/${name}`);
    const kept = { ...DONE, "blog/b.css": "mine", "blog/js/new.js": "mine", "blog/stale.css": "mine" };
    expect(snapshot(site.path("media"))).toEqual(kept);
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual(kept);
    expect(exactly(site.path("media/blog/b.css"))).toEqual(before);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
  });

  test("a source that vanishes or changes leaves the old copy, and is named", async () => {
    using site = changedSite();
    const frozen = await freeze(site, copying(site));
    rmSync(site.path("blog/media/b.css"));
    site.write({ "blog/media/js/c.js": "3 is longer" });
    const { code, stdout } = await frozen.thaw();
    expect(code).toBe(1);
    expect(stdout).toContain("failed blog/b.css");
    expect(stdout).toContain("failed blog/js/c.js");
    expect(snapshot(site.path("media"))).toEqual({ ...DONE, "blog/b.css": "1", "blog/js/c.js": "1" });
    expect(syncmedia(site.root).code).toBe(0);
    const { "blog/b.css": _, ...rest } = DONE;
    expect(snapshot(site.path("media"))).toEqual({ ...rest, "blog/js/c.js": "3 is longer" });
  });

  test("a whole app that vanishes loses no copy but those that are stale", async () => {
    using site = changedSite();
    const frozen = await freeze(site, copying(site));
    renameSync(site.path("blog/media"), site.path("blog/gone"));
    const { code } = await frozen.thaw();
    expect(code).toBe(1);
    const left = { "blog/a.css": "2", "blog/b.css": "1", "blog/js/c.js": "1", "mine.css": "mine" };
    expect(snapshot(site.path("media"))).toEqual(left);
    renameSync(site.path("blog/gone"), site.path("blog/media"));
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual(DONE);
  });

  test.each<[string, (site: TestTree) => Tampering, Record<string, string>]>([
    ["while it copies", copying, { ...OLD_COPIES, "blog/stale.css": "1" }],
    [
      "while it puts the first file in place",
      () => atRename(1),
      { ...OLD_COPIES, "blog/a.css": "2", "blog/stale.css": "1" },
    ],
    ["once it has put the last file in place", () => atRename(4), { ...DONE, "blog/stale.css": "1" }],
  ])("it writes nothing more after another run has taken its lock over %s", async (_, moment, left) => {
    using site = changedSite();
    const [lock, ledger] = ["lock", "ledger.json"].map((name) => site.path("media/.syncmedia", name)) as [
      string,
      string,
    ];
    const before = readFileSync(ledger, "utf8");
    const frozen = await freeze(site, moment(site));
    const theirs = JSON.stringify({ pid: 1, host: "another.example", nonce: "theirs" });
    site.write({ "media/.syncmedia/lock-theirs": theirs });
    renameSync(`${lock}-theirs`, lock);
    // A lock that was looked at just now is not looked at again. Taking one over takes a minute.
    await sleep(1100);
    const { code, stdout } = await frozen.thaw();
    expect([code, stdout]).toEqual([1, expect.stringMatching(/The lock of .* was lost/)]);
    expect(snapshot(site.path("media"))).toEqual(left);
    expect([readFileSync(lock, "utf8"), readFileSync(ledger, "utf8")]).toEqual([theirs, before]);
    rmSync(lock);
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual(DONE);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
  });

  test.each(["media/blog/js", "media/blog"])(
    "nothing is written or deleted through %s that is swapped for a link",
    async (swapped) => {
      using site = changedSite();
      mkdirSync(site.path("elsewhere"));
      const frozen = await freeze(site);
      run(site.root, "cp", "-a", `${site.path(swapped)}/.`, site.path("elsewhere"));
      const before = snapshot(site.path("elsewhere"));
      renameSync(site.path(swapped), site.path("aside"));
      symlinkSync(site.path("elsewhere"), site.path(swapped));
      const { code } = await frozen.thaw();
      expect(code).toBe(1);
      expect(snapshot(site.path("elsewhere"))).toEqual(before);
      rmSync(site.path(swapped));
      renameSync(site.path("aside"), site.path(swapped));
      expect(syncmedia(site.root).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual(DONE);
    },
  );
});
