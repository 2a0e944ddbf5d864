import { cpSync, rmSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, settingsText, snapshot } from "./scratch.test.support.ts";

const SITE = { "contrib/admin/media/a.css": "a", "blog/media/b.css": "b", "media/uploads/photo.jpg": "photo" };
const PUBLISHED = { "admin/a.css": "a", "blog/b.css": "b", "uploads/photo.jpg": "photo" };

describe("a target outside the project", () => {
  test("that another project publishes to is refused, and nothing there is lost", async () => {
    using target = createTree();
    using site = createSite(SITE);
    using other = createSite({ "shop/media/s.css": "s" });
    other.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./shop"] }) });
    const [to, place] = ["--to", target.path("public")];
    expect((await runSyncmedia(site.root, to, place)).code).toBe(0);
    const { code, stdout, stderr } = await runSyncmedia(other.root, to, place);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`Most of what was published to ${place} belongs to admin, blog, uploads`);
    expect(stderr).toContain("pass --yes");
    expect(snapshot(place)).toEqual(PUBLISHED);
    expect((await runSyncmedia(other.root, to, place, "--check")).stderr).toContain(
      "Does another project publish there?",
    );
    expect((await runSyncmedia(other.root, "shop", to, place)).code).toBe(0);
    expect((await runSyncmedia(other.root, to, place)).code).toBe(2);
    expect(snapshot(place)).toEqual({ ...PUBLISHED, "shop/s.css": "s" });
    expect((await runSyncmedia(other.root, to, place, "--yes")).code).toBe(0);
    expect(snapshot(place)).toEqual({ "shop/s.css": "s" });
    expect((await runSyncmedia(site.root, to, place)).code).toBe(2);
  });

  test("is the same project's after a move, with an app more and one less", async () => {
    using target = createTree();
    using releases = createTree();
    using site = createSite(SITE);
    const [to, place] = ["--to", target.path("public")];
    for (const release of ["1", "2"]) cpSync(site.root, releases.path(release), { recursive: true });
    expect((await runSyncmedia(releases.path("1"), to, place)).code).toBe(0);
    rmSync(releases.path("2/blog"), { recursive: true });
    releases.write({
      "2/new/media/n.css": "n",
      "2/settings.ts": settingsText({ INSTALLED_APPS: ["./contrib/admin", "./new"] }),
    });
    expect(await runSyncmedia(releases.path("2"), to, place)).toMatchObject({ code: 0, stderr: "" });
    expect(snapshot(place)).toEqual({ "admin/a.css": "a", "new/n.css": "n", "uploads/photo.jpg": "photo" });
  });

  test("keeps the uploads of a volume that is not mounted, if they are most of it", async () => {
    using target = createTree();
    using site = createSite({ "blog/media/b.css": "b", "media/": "" });
    const [to, place] = ["--to", target.path("public")];
    site.write({ "media/uploads/1.jpg": "1", "media/uploads/2.jpg": "2" });
    expect((await runSyncmedia(site.root, to, place)).code).toBe(0);
    rmSync(site.path("media/uploads"), { recursive: true });
    const { code, stderr } = await runSyncmedia(site.root, to, place);
    expect(code).toBe(2);
    expect(stderr).toContain("If a volume is not mounted, mount it");
    expect(Object.keys(snapshot(place))).toHaveLength(3);
  });

  test("is no matter for MEDIA_ROOT inside the project, whose apps may all go", async () => {
    using site = createSite(SITE);
    expect((await runSyncmedia(site.root)).code).toBe(0);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [] }) });
    expect(await runSyncmedia(site.root)).toMatchObject({ code: 0, stderr: "" });
    expect(snapshot(site.path("media"))).toEqual({ "uploads/photo.jpg": "photo" });
  });
});
