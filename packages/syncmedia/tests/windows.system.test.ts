import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSite, replacedIn, settingsText, snapshot, stateOf } from "./scratch.test.support.ts";
import { hasWine, installWine, type Wine } from "./wine.test.support.ts";

const skipped = " (skipped: needs wine; on Debian: apt-get install --no-install-recommends wine64 wine)";
const MEDIA = { "contrib/admin/media/js/core.js": "core", "blog/media/b.css": "b" };
const COPIES = { "admin/js/core.js": "core", "blog/b.css": "b" };

describe.skipIf(!hasWine)(`the built command under a Windows Node${hasWine ? "" : skipped}`, () => {
  let wine: Wine;
  beforeAll(() => {
    wine = installWine();
  });
  afterAll(() => wine[Symbol.dispose]());

  test("says why links are refused and how they are made by hand, and changes nothing", () => {
    using site = createSite({ ...MEDIA, "media/blog/b.css": "mine" });
    const { code, stdout, stderr } = wine.syncmedia(site.root, "--link", "admin");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toContain(
      "not linked admin: links cannot be made there: the file system or the operating system does not support links",
    );
    expect(stdout).toContain(
      `mklink /J "Z:${windows(site.path("media/admin"))}" "Z:${windows(site.path("contrib/admin/media"))}"`,
    );
    expect(stdout).toContain("--copy");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "mine" });
    expect(stateOf(site.path("media"))).toEqual([]);
  });

  test("copies with --auto, says so, and knows its copies again", () => {
    using site = createSite(MEDIA);
    const auto = wine.syncmedia(site.root, "--auto");
    expect(auto).toMatchObject({ code: 0, stderr: "" });
    expect(auto.stdout).toContain("admin, blog are copied, not linked");
    expect(snapshot(site.path("media"))).toEqual(COPIES);
    expect(wine.syncmedia(site.root, "--auto").stdout).toContain("up to date");
    expect(wine.syncmedia(site.root, "--check").code).toBe(0);
  });

  test("updates, prunes, and keeps overrides and copies that were edited by hand", () => {
    using site = createSite({
      ...MEDIA,
      "blog/media/edited.css": "1",
      "blog/media/stale/s.css": "1",
      "media/blog/b.css": "mine",
    });
    expect(wine.syncmedia(site.root).code).toBe(0);
    site.write({
      "media/blog/edited.css": "mine",
      "blog/media/edited.css": "2",
      "contrib/admin/media/js/core.js": "core 2",
    });
    site.write({
      "settings.ts": settingsText({ INSTALLED_APPS: ["./contrib/admin", "./blog"], MEDIA_IGNORE: ["stale"] }),
    });
    const { code, stdout } = wine.syncmedia(site.root);
    expect(code).toBe(0);
    expect(stdout).toContain("kept blog/b.css: an override");
    expect(stdout).toContain("kept blog/edited.css: a copy edited by hand");
    const kept = { "blog/b.css": "mine", "blog/edited.css": "mine" };
    expect(snapshot(site.path("media"))).toEqual({ "admin/js/core.js": "core 2", ...kept });
    expect(wine.syncmedia(site.root, "--strategy", "overwrite").code).toBe(2);
    expect(wine.syncmedia(site.root, "--strategy", "overwrite", "--yes").code).toBe(0);
    expect(replacedIn(site.path("media"))).toEqual(kept);
  });

  test("knows its copies again when their app renames them in letter case alone", () => {
    using site = createSite({ "blog/media/Img/A.png": "a", "blog/media/Logo.png": "logo", "blog/media/js/X.js": "x" });
    expect(wine.syncmedia(site.root).code).toBe(0);
    site.write({ "media/blog/js/mine.js": "mine" });
    rmSync(site.path("blog/media"), { recursive: true });
    site.write({ "blog/media/img/a.png": "a", "blog/media/logo.png": "new logo", "blog/media/JS/x.js": "x 2" });
    expect(wine.syncmedia(site.root)).toMatchObject({ code: 0, stderr: "" });
    // Wine says that it has renamed a file, and leaves it its name.
    const standing = (): object =>
      Object.fromEntries(
        Object.entries(snapshot(site.path("media"))).map(([name, text]) => [name.toLowerCase(), text]),
      );
    const held = { "blog/img/a.png": "a", "blog/logo.png": "new logo", "blog/js/mine.js": "mine" };
    expect(standing()).toEqual({ ...held, "blog/js/x.js": "x 2" });
    expect(wine.syncmedia(site.root).stdout).toContain("up to date");
    site.write({ "blog/media/JS/x.js": "x 3" });
    expect(wine.syncmedia(site.root).code).toBe(0);
    expect(standing()).toEqual({ ...held, "blog/js/x.js": "x 3" });
  });

  test("names a file that another program holds open, and the next run does it", async () => {
    using site = createSite(MEDIA);
    wine.syncmedia(site.root);
    site.write({ "blog/media/b.css": "b 2", "contrib/admin/media/js/core.js": "core 2" });
    const letGo = await wine.holdOpen(site.path("media/blog/b.css"));
    const { code, stdout } = wine.syncmedia(site.root);
    expect(code).toBe(1);
    expect(stdout).toContain("failed blog/b.css: EPERM");
    expect(snapshot(site.path("media"))).toEqual({ "admin/js/core.js": "core 2", "blog/b.css": "b" });
    await letGo();
    expect(wine.syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "admin/js/core.js": "core 2", "blog/b.css": "b 2" });
  });

  test("publishes to another directory, and reports logical paths with slashes", () => {
    using site = createSite({ ...MEDIA, "media/uploads/u.png": "upload" });
    const { code, stdout } = wine.syncmedia(site.root, "--to", String.raw`out\media`, "--json");
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { readonly changes: readonly { readonly path: string }[] };
    expect(report.changes.map(({ path }) => path).toSorted()).toEqual([
      "admin/js/core.js",
      "blog/b.css",
      "uploads/u.png",
    ]);
    expect(snapshot(site.path("out/media"))).toEqual({ ...COPIES, "uploads/u.png": "upload" });
  });
});

function windows(place: string): string {
  return place.replaceAll("/", "\\");
}
