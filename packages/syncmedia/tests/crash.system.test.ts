import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createSite, exactly, run, settingsText, snapshot, stateOf, syncmedia } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

const KILLS = ["rename", "write", "mkdir", "unlink", "rmdir", "sync"] as const;
type Call = keyof typeof CALLS;

type Site = ReturnType<typeof createSite>;

/** A site that has been synced once, and whose next sync copies, updates, prunes, and turns files into directories. */
function changedSite(): Site {
  const site = createSite({
    "contrib/admin/media/a.css": "old",
    "contrib/admin/media/stale/x.js": "stale",
    "contrib/admin/media/turns": "a file",
    "blog/media/b.css": "b",
    "media/admin/mine.css": "mine",
    "media/uploads/photo.jpg": "photo",
  });
  syncmedia(site.root);
  site.write({ "media/blog/b.css": "edited by hand" });
  run(site.root, "sh", "-c", "cd contrib/admin/media; rm -r stale turns; mkdir turns new");
  site.write({
    "contrib/admin/media/a.css": "new",
    "contrib/admin/media/turns/into": "a directory",
    "contrib/admin/media/new/n.js": "n",
    "contrib/admin/media/mine.css": "the app's",
    "blog/media/b.css": "b 2",
  });
  return site;
}

const OLD: Readonly<Record<string, string>> = {
  "admin/a.css": "old",
  "admin/stale/x.js": "stale",
  "admin/turns": "a file",
};
const NEW: Readonly<Record<string, string>> = {
  "admin/a.css": "new",
  "admin/turns/into": "a directory",
  "admin/new/n.js": "n",
};
const OVERRIDES: Readonly<Record<string, string>> = {
  "admin/mine.css": "mine",
  "blog/b.css": "edited by hand",
  "uploads/photo.jpg": "photo",
};

/**
 * Each app has its link, or all its copies. A directory cannot replace a link in one system call, nor the reverse, so between
 * the two calls one app may have neither.
 */
function expectOneWay(site: Site, when: string): void {
  const left = snapshot(site.path("media"));
  expect(left["mine"]).toBe("mine");
  const standing = [
    [left["admin"], left["admin/a.css"]],
    [left["blog"], left["blog/b.css"]],
  ];
  for (const found of standing) {
    const whole = [["-> ../contrib/admin/media"], ["-> ../blog/media"], ["a"], ["b"], []];
    expect(whole, `${when}`).toContainEqual(found.filter((one) => one !== undefined));
  }
  expect(standing.filter((found) => found.every((one) => one === undefined)).length).toBeLessThan(2);
}

interface Kill {
  readonly call: Call;
  readonly nth: number;
}

/** Runs syncmedia and kills it at its nth system call of a kind. False: there was none, it came to its end. */
function killedAt(site: Site, { call, nth }: Kill, args: readonly string[] = []): boolean {
  const { code, stderr } = tampered(site.root, { calls: CALLS[call], inject: `signal=KILL:when=${nth}` }, ...args);
  // Were there none at all, or did the command fail of itself, the test would prove nothing.
  if (code === 0) expect(nth, `no ${call} to be killed at`).toBeGreaterThan(1);
  else expect(stderr).not.toMatch(/^error/m);
  return code !== 0;
}

describe.skipIf(!canStrace)(`a sync killed at any instant${why("strace", canStrace)}`, () => {
  test.each(KILLS)("at each %s", (call) => {
    let kills = 0;
    for (let nth = 1; ; nth += 1) {
      using site = changedSite();
      const mine = exactly(site.path("media/admin/mine.css"));
      if (!killedAt(site, { call, nth })) break;
      kills += 1;
      const left = snapshot(site.path("media"));
      for (const [name, text] of Object.entries(left)) {
        if (text !== "/") expect([OLD[name], NEW[name], OVERRIDES[name]], `${call} ${nth}: ${name}`).toContain(text);
      }
      expect(left["admin/a.css"], `${call} ${nth}`).toBeDefined();
      expect(left).toMatchObject(OVERRIDES);
      const next = syncmedia(site.root);
      expect(next, `${call} ${nth}`).toMatchObject({ code: 0, stderr: "" });
      expect(snapshot(site.path("media")), `${call} ${nth}`).toEqual({ ...NEW, ...OVERRIDES });
      expect(exactly(site.path("media/admin/mine.css"))).toEqual(mine);
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
      expect(syncmedia(site.root, "--check"), `${call} ${nth}`).toMatchObject({ code: 0 });
      expect(syncmedia(site.root).stdout).toContain("up to date");
    }
    expect(kills).toBeGreaterThan(0);
  });

  test.each(["rename", "unlink", "symlink", "mkdir"] as const)("from copies to links, at each %s", (call) => {
    for (let nth = 1; ; nth += 1) {
      using site = createSite({ "contrib/admin/media/a.css": "a", "blog/media/b.css": "b", "media/mine": "mine" });
      syncmedia(site.root);
      if (!killedAt(site, { call, nth }, ["--link"])) break;
      expectOneWay(site, `${call} ${nth}`);
      expect(syncmedia(site.root, "--link"), `${call} ${nth}`).toMatchObject({ code: 0 });
      const links = { admin: "-> ../contrib/admin/media", blog: "-> ../blog/media", mine: "mine" };
      expect(snapshot(site.path("media")), `${call} ${nth}`).toEqual(links);
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    }
  });

  test.each(["rename", "mkdir"] as const)("links after a first run of copies was killed at each %s", (call) => {
    for (let nth = 1; ; nth += 1) {
      using site = createSite({ "contrib/admin/media/js/a.js": "a", "blog/media/b.css": "b" });
      if (!killedAt(site, { call, nth })) break;
      expect(syncmedia(site.root, "--link"), `${call} ${nth}`).toMatchObject({ code: 0 });
      const links = { admin: "-> ../contrib/admin/media", blog: "-> ../blog/media" };
      expect(snapshot(site.path("media")), `${call} ${nth}`).toEqual(links);
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    }
  });

  test.each(["rename", "unlink", "write", "mkdir"] as const)("from links to copies, at each %s", (call) => {
    for (let nth = 1; ; nth += 1) {
      using site = createSite({ "contrib/admin/media/a.css": "a", "blog/media/b.css": "b", "media/mine": "mine" });
      syncmedia(site.root, "--link");
      if (!killedAt(site, { call, nth })) break;
      expectOneWay(site, `${call} ${nth}`);
      expect(syncmedia(site.root), `${call} ${nth}`).toMatchObject({ code: 0 });
      expect(snapshot(site.path("media"))).toEqual({ "admin/a.css": "a", "blog/b.css": "b", mine: "mine" });
      expect(snapshot(site.path("contrib"))).toEqual({ "admin/media/a.css": "a" });
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    }
  });

  test.each(["rename", "link", "unlink"] as const)("while what is not ours is replaced, at each %s", (call) => {
    for (let nth = 1; ; nth += 1) {
      using site = createSite({ "blog/media/b.css": "app", "media/blog/b.css": "mine", "media/blog/c.css": "mine" });
      if (!killedAt(site, { call, nth }, ["--strategy", "clear", "--yes"])) break;
      const everything = run(site.root, "sh", "-c", "cat $(find media -name '[bc].css')").stdout;
      expect(everything.match(/mine/g)?.length, `${call} ${nth}`).toBeGreaterThanOrEqual(2);
      expect(syncmedia(site.root, "--strategy", "clear", "--yes").code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "app" });
      expect(existsSync(site.path("media/.syncmedia/replaced"))).toBe(true);
    }
  });

  test("knows the copies of a killed first run as its own, even if the apps changed since", () => {
    let kills = 0;
    for (let nth = 1; ; nth += 1) {
      using site = createSite({ "blog/media/a.css": "1", "blog/media/b.css": "1" });
      if (!killedAt(site, { call: "rename", nth })) break;
      kills += 1;
      const ignore = { INSTALLED_APPS: ["./blog"], MEDIA_IGNORE: ["b.css"] };
      site.write({ "blog/media/a.css": "2", "settings.ts": settingsText(ignore) });
      expect(syncmedia(site.root).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "2" });
    }
    expect(kills).toBeGreaterThan(2);
  });

  test("takes what was edited after the kill for an override", () => {
    for (let nth = 1; ; nth += 1) {
      using site = createSite({ "blog/media/a.css": "1", "blog/media/b.css": "1" });
      if (!killedAt(site, { call: "rename", nth })) break;
      site.write({ "media/blog/a.css": "mine", "blog/media/a.css": "2" });
      expect(syncmedia(site.root).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "mine", "blog/b.css": "1" });
    }
  });
});
