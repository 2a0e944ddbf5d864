import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { APPS, hashedPath, published } from "./publication.test.support.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, settingsText } from "./scratch.test.support.ts";

/** With a reference that leads nowhere, and a script that cannot be read. */
const FAULTY = { ...APPS, "blog/media/a.css": "a { b: url(gone.png) }\n", "blog/media/broken.mjs": "import {" };
const INSTALLED_APPS = ["./contrib/admin", "./blog"];

async function publish(site: TestTree, target: string, ...flags: readonly string[]) {
  const { code, stderr } = await runSyncmedia(site.root, "--to", target, "--hash", ...flags);
  return { code, stderr, manifest: readFileSync(site.path(target, "media-manifest.json"), "utf8") };
}

describe("--hash, when the names of the last run are known,", () => {
  test("says all again that the first run has said", async () => {
    using site = createSite(FAULTY);
    const first = await publish(site, "public");
    expect(first.stderr).toMatch(/gone\.png[^]*broken\.mjs/);
    expect(await publish(site, "public")).toEqual(first);
    expect((await publish(site, "public", "--strict")).code).toBe(1);
    const { dangling } = JSON.parse((await runSyncmedia(site.root, "--to", "public", "--hash", "--json")).stdout);
    expect(dangling).toEqual([{ file: "blog/a.css", specifier: "gone.png", line: 1, column: 12 }]);
  });

  test.each<[string, (site: TestTree) => void]>([
    ["an image", (site) => site.write({ "contrib/admin/media/img/logo.png": "new" })],
    ["an image, to as many bytes", (site) => site.write({ "contrib/admin/media/img/logo.png": "PNG" })],
    ["a style sheet", (site) => site.write({ "contrib/admin/media/css/forms.css": "a { b: url(../img/logo.png) }" })],
    ["nothing but a file that is added", (site) => site.write({ "blog/media/gone.png": "there" })],
    ["nothing but a file that is removed", (site) => rmSync(site.path("contrib/admin/media/img/logo.png"))],
    ["an override", (site) => site.write({ "media/admin/img/logo.png": "ours" })],
    ["an upload that a style sheet refers to", (site) => site.write({ "media/blog/gone.png": "upload" })],
  ])("publishes after an edit of %s what a new target gets", async (_, edit) => {
    using site = createSite(FAULTY);
    const first = await publish(site, "public");
    await publish(site, "public");
    edit(site);
    const edited = await publish(site, "public");
    expect(edited).toEqual(await publish(site, "fresh"));
    expect(edited.manifest).not.toBe(first.manifest);
    expect(await publish(site, "public")).toEqual(edited);
  });

  test("has the first names again after an edit that is undone", async () => {
    using site = createSite(APPS);
    const first = await publish(site, "public");
    site.write({ "contrib/admin/media/img/logo.png": "new" });
    await publish(site, "public");
    site.write({ "contrib/admin/media/img/logo.png": "png" });
    expect(await publish(site, "public")).toEqual(first);
  });

  test.each([
    ["MEDIA_URL", { MEDIA_URL: "/static/" }],
    ["HASH", { SYNCMEDIA: { HASH: "all" } }],
  ])("publishes with another %s what a new target gets", async (_, settings) => {
    using site = createSite({ ...APPS, "blog/media/a.css": "a { b: url(/static/admin/img/logo.png) }" });
    site.write({ "other.ts": settingsText({ INSTALLED_APPS, ...settings }) });
    const first = await publish(site, "public");
    const other = await publish(site, "public", "--settings", "other.ts");
    expect(other).toEqual(await publish(site, "fresh", "--settings", "other.ts"));
    expect(other.manifest).not.toBe(first.manifest);
  });

  test("gives an upload a hashed name that is edited just when uploads get them", async () => {
    using site = createSite({ "contrib/admin/media/a.css": "a", "blog/media/a.css": "a", "media/photo.png": "old" });
    site.write({ "other.ts": settingsText({ INSTALLED_APPS, SYNCMEDIA: { HASH: "all" } }) });
    await publish(site, "public");
    site.write({ "media/photo.png": "new" });
    const other = await publish(site, "public", "--settings", "other.ts");
    expect(other.manifest).toContain('"photo.png"');
    expect(other).toEqual(await publish(site, "fresh", "--settings", "other.ts"));
  });

  test("writes again what is missing in the target, and the project's copy of the manifest", async () => {
    using site = createSite(APPS);
    const first = await publish(site, "public");
    const logo = hashedPath(site, "admin/img/logo.png");
    for (const file of [`public/${logo}`, "public/media-manifest.json", "media-manifest.json"]) {
      rmSync(site.path(file));
      expect(await publish(site, "public")).toEqual(first);
      expect(published(site, logo)).toBe("png");
      expect(readFileSync(site.path("media-manifest.json"), "utf8")).toBe(first.manifest);
    }
  });

  test("fails where somebody has edited a content-named copy, and leaves the edit", async () => {
    using site = createSite(APPS);
    await publish(site, "public");
    const logo = hashedPath(site, "admin/img/logo.png");
    writeFileSync(site.path("public", logo), "PNG");
    const { code, stdout } = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining(logo) as string });
    expect(published(site, logo)).toBe("PNG");
  });
});
