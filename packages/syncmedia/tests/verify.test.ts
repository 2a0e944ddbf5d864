import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite } from "./scratch.test.support.ts";

const APPS = { "contrib/admin/media/a.css": "a", "contrib/admin/media/b.css": "b", "blog/media/c.css": "c" };

describe("syncmedia verify", () => {
  test("finds nothing wrong after a sync, and lists overrides as foreign", async () => {
    using site = createSite({ ...APPS, "media/admin/mine.css": "mine" });
    await runSyncmedia(site.root);
    const { code, stdout } = await runSyncmedia(site.root, "verify");
    expect(code).toBe(0);
    expect(stdout).toBe(`foreign admin/mine.css\n3 of 3 are as syncmedia has written them in ${site.path("media")}.\n`);
    expect(await runSyncmedia(site.root, "verify", "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("says what is missing and what has other bytes, whatever its date says", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public");
    rmSync(site.path("public/admin/a.css"));
    site.write({ "public/admin/b.css": "x" });
    const { code, stdout } = await runSyncmedia(site.root, "verify", "--to", "public", "--json");
    expect(JSON.parse(stdout)).toEqual({
      target: site.path("public"),
      checked: 3,
      missing: ["admin/a.css"],
      changed: ["admin/b.css"],
      foreign: [],
      exitCode: 3,
    });
    expect(code).toBe(3);
  });

  test("fails for a target that nothing was written to: a mistyped --to is not taken for one that is as it should be", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public");
    const { code, stdout, stderr } = await runSyncmedia(site.root, "verify", "--to", "pubic");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`error NOTHING_WRITTEN syncmedia has written nothing to ${site.path("pubic")}`);
  });

  test("compares links too", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--link");
    expect((await runSyncmedia(site.root, "verify")).code).toBe(0);
    rmSync(site.path("media/admin"));
    expect((await runSyncmedia(site.root, "verify")).stdout).toContain("missing admin\n");
  });

  test("refuses labels, and flags of a sync", async () => {
    using site = createSite(APPS);
    expect((await runSyncmedia(site.root, "verify", "admin")).code).toBe(2);
    expect((await runSyncmedia(site.root, "verify", "--hash")).code).toBe(2);
  });
});
