import { readFileSync, rmSync } from "node:fs";
import type { TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { createSite, replacedIn, snapshot, stateOf, syncmedia, until } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { canExfat, canNtfs, image, mounted, why } from "./volume.test.support.ts";

interface Volume {
  readonly tool: string;
  readonly isThere: boolean;
  readonly make: readonly [string, ...string[]];
  readonly mount: readonly [string, ...string[]];
  /** How the driver reports a name. */
  readonly shown: (name: string) => string;
}

const VOLUMES: readonly [string, Volume][] = [
  [
    "exFAT",
    {
      tool: "exfat",
      isThere: canExfat,
      make: ["mkfs.exfat"],
      mount: ["mount.exfat-fuse"],
      shown: (name) => name,
    },
  ],
  [
    "NTFS",
    {
      tool: "ntfs-3g",
      isThere: canNtfs,
      make: ["mkntfs", "-F", "-Q"],
      mount: ["lowntfs-3g", "-o", "windows_names,ignore_case"],
      // This driver reports all names in lower case.
      shown: (name) => name.toLowerCase(),
    },
  ],
];

/** What an app ships before and after: names that such a file system does not tell apart. */
const BEFORE = {
  "Logo.png": "logo",
  "Img/A.png": "a",
  "Img/Sub/b.png": "b",
  "js/x.js": "x",
  "Same.css": "1",
  "Img/old": "old",
};
const AFTER = { "logo.png": "logo", "img/a.png": "a", "img/sub/b.png": "b", "js/x.js": "x", "same.css": "2" };

function ship(site: TestTree, files: Readonly<Record<string, string>>): void {
  rmSync(site.path("blog"), { recursive: true });
  site.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`blog/media/${name}`, text])));
}

/** A site with MEDIA_ROOT on such a volume, synced before the app's names change. */
function syncedSite({ make, mount }: Volume): { readonly site: TestTree } & Disposable {
  const site = createSite({ "media/": "" });
  const disk = image(site, make);
  const [program, ...options] = mount;
  const volume = mounted(site, "media", [program, ...options, disk.device, site.path("media")]);
  ship(site, BEFORE);
  expect(syncmedia(site.root)).toMatchObject({ code: 0, stderr: "" });
  return {
    site,
    [Symbol.dispose]() {
      for (const resource of [volume, disk, site]) resource[Symbol.dispose]();
    },
  };
}

describe.each(VOLUMES)("what an app renames in letter case alone, on %s", (_, volume) => {
  const { tool, isThere, shown } = volume;
  const held = (files: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [shown(`blog/${name}`), text]));

  test.skipIf(!isThere).each(["sync", "new", "overwrite", "clear"])(
    `is done in one run, under %s${why(tool, isThere)}`,
    (strategy) => {
      using synced = syncedSite(volume);
      const { site } = synced;
      site.write({ "media/blog/js/mine.js": "mine" });
      ship(site, AFTER);
      expect(syncmedia(site.root, "--check").code).toBe(3);
      expect(syncmedia(site.root, "--strategy", strategy, "--yes")).toMatchObject({ code: 0 });
      const mine: Record<string, string> = strategy === "clear" ? {} : { "js/mine.js": "mine" };
      const same = strategy === "new" ? "1" : "2";
      const stale: Record<string, string> = ["new", "overwrite"].includes(strategy) ? { "img/old": "old" } : {};
      expect(snapshot(site.path("media"))).toEqual(held({ ...AFTER, "same.css": same, ...mine, ...stale }));
      if (strategy !== "sync") expect(syncmedia(site.root).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual(held({ ...AFTER, ...mine }));
      expect(syncmedia(site.root).stdout).toContain("up to date");
      expect(syncmedia(site.root, "--check").code).toBe(0);
    },
  );

  test.skipIf(!isThere)(`touches no override, and no copy that was edited by hand${why(tool, isThere)}`, async () => {
    using synced = syncedSite(volume);
    const { site } = synced;
    site.write({ "media/blog/Img/mine.png": "mine", "media/blog/Logo.png": "edited" });
    ship(site, AFTER);
    const { code, stdout } = syncmedia(site.root);
    expect(code).toBe(0);
    expect(stdout).toContain("kept blog/logo.png");
    const { "js/x.js": x, "same.css": same } = AFTER;
    const files = { "Img/a.png": "a", "Img/sub/b.png": "b", "Img/mine.png": "mine", "Logo.png": "edited" };
    expect(snapshot(site.path("media"))).toEqual(held({ ...files, "js/x.js": x, "same.css": same }));
    expect(syncmedia(site.root).stdout).toContain("up to date");
    ship(site, { ...AFTER, "img/a.png": "a 2" });
    expect(syncmedia(site.root).stdout).toContain("1 change made");
    // The kernel knows a file by each of its spellings, and the one that was not written for a second more.
    await until(() => readFileSync(site.path("media/blog/Img/a.png"), "utf8") === "a 2");
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(6);
    expect(syncmedia(site.root, "--strategy", "clear", "--yes").code).toBe(0);
    expect(Object.values(snapshot(site.path("media"))).toSorted()).toEqual(["2", "a 2", "b", "logo", "x"]);
    expect(Object.values(replacedIn(site.path("media"))).toSorted()).toEqual(["edited", "mine"]);
  });

  test.skipIf(!isThere || !canStrace)(
    `is mended by the next run after a kill at any rename${why(tool, isThere)}`,
    () => {
      for (let nth = 1; ; nth += 1) {
        using synced = syncedSite(volume);
        const { site } = synced;
        site.write({ "media/blog/js/mine.js": "mine" });
        ship(site, AFTER);
        const { code } = tampered(site.root, { calls: CALLS.rename, inject: `signal=KILL:when=${nth}` });
        const whole = held({ ...AFTER, "js/mine.js": "mine" });
        const left = Object.keys(snapshot(site.path("media"))).map((name) => name.toLowerCase());
        expect(left, `rename ${nth}`).toEqual(expect.arrayContaining(Object.keys(whole)));
        expect(syncmedia(site.root), `rename ${nth}`).toMatchObject({ code: 0, stderr: "" });
        expect(snapshot(site.path("media")), `rename ${nth}`).toEqual(whole);
        expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
        expect(syncmedia(site.root).stdout, `rename ${nth}`).toContain("up to date");
        if (code !== 0) continue;
        expect(nth).toBeGreaterThan(2);
        break;
      }
    },
  );
});
