import { lstatSync, readlinkSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, snapshot } from "./scratch.test.support.ts";

const MEDIA = { "contrib/admin/media/js/core.js": "core", "blog/media/b.css": "b" };
const COPIES = { "admin/js/core.js": "core", "blog/b.css": "b" };

describe("a link in the way of a copy", () => {
  test("is replaced if it is ours, and what it leads to is not touched", async () => {
    using site = createSite({ ...MEDIA, "media/admin/": "" });
    symlinkSync("../../contrib/admin/media/js", site.path("media/admin/js"));
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(lstatSync(site.path("media/admin/js")).isDirectory()).toBe(true);
    expect(snapshot(site.path("media"))).toEqual(COPIES);
    expect(snapshot(site.path("contrib"))).toEqual({ "admin/media/js/core.js": "core" });
  });

  test("is an override where it leads to another file or directory of an app", async () => {
    using site = createSite({
      "blog/media/a.css": "light",
      "blog/media/dark/a.css": "dark",
      "blog/media/js/a.js": "js",
    });
    site.write({ "media/blog/": "", "contrib/admin/media/x.css": "x" });
    symlinkSync("../../blog/media/dark/a.css", site.path("media/blog/a.css"));
    symlinkSync("../../blog/media/dark", site.path("media/blog/js"));
    symlinkSync("../blog/media", site.path("media/admin"));
    const before = ["blog/a.css", "blog/js", "admin"].map((name) => readlinkSync(site.path("media", name)));
    expect((await runSyncmedia(site.root)).stdout).toContain("kept blog/a.css: a link that is not syncmedia's");
    expect(["blog/a.css", "blog/js", "admin"].map((name) => readlinkSync(site.path("media", name)))).toEqual(before);
    expect((await runSyncmedia(site.root, "--check")).code).toBe(0);
  });

  test("is kept, named and never written through if it is not", async () => {
    using site = createSite({ ...MEDIA, "elsewhere/core.js": "theirs", "media/admin/": "" });
    symlinkSync("../../elsewhere", site.path("media/admin/js"));
    const { code, stdout } = await runSyncmedia(site.root);
    expect(code).toBe(0);
    expect(stdout).toContain("kept admin/js: a link that is not syncmedia's");
    expect(snapshot(site.path("elsewhere"))).toEqual({ "core.js": "theirs" });
  });

  test("may be MEDIA_ROOT itself: what it leads to is the target", async () => {
    using site = createSite({ ...MEDIA, "shared/": "" });
    symlinkSync("shared", site.path("media"));
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("shared"))).toEqual(COPIES);
  });
});
