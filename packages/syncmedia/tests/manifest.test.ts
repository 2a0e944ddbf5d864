import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { APPS, hashedPath, manifestOf, published } from "./publication.test.support.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, settingsText, snapshot } from "./scratch.test.support.ts";

describe("--hash, as to its manifest,", () => {
  test("names the files again after it was lost, from the cache alone", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public", "--hash");
    const before = snapshot(site.path("public"));
    rmSync(site.path("public/media-manifest.json"));
    expect((await runSyncmedia(site.root, "--to", "public", "--hash")).code).toBe(0);
    expect(snapshot(site.path("public"))).toEqual(before);
  });

  test("finds with --check that the project's copy is missing or another one, and a run writes it", async () => {
    using site = createSite(APPS);
    const flags = ["--to", "public", "--hash"];
    await runSyncmedia(site.root, ...flags);
    const file = site.path("media-manifest.json");
    const right = readFileSync(file, "utf8");
    rmSync(file);
    const missing = await runSyncmedia(site.root, ...flags, "--check");
    expect(missing).toMatchObject({ code: 3, stdout: expect.stringContaining(`${file} is missing\n`) });
    expect(missing.stdout).toContain("is up to date, but not the manifest.");
    writeFileSync(file, right.replace("base.", "bass."));
    const other = await runSyncmedia(site.root, ...flags, "--check");
    expect(other).toMatchObject({ code: 3, stdout: expect.stringContaining(`${file} is not the manifest of this`) });
    const report = JSON.parse((await runSyncmedia(site.root, ...flags, "--check", "--json")).stdout);
    expect(report).toMatchObject({ exitCode: 3, changes: [], manifest: { file, state: "different" } });
    expect(await runSyncmedia(site.root, ...flags)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Wrote the manifest to ${file}\n`),
    });
    expect(readFileSync(file, "utf8")).toBe(right);
    expect((await runSyncmedia(site.root, ...flags, "--check")).code).toBe(0);
  });

  test("publishes no upload in its place, and not the project's copy of it where that is in MEDIA_ROOT", async () => {
    using site = createSite({ ...APPS, "media/media-manifest.json": "mine" });
    const flags = ["--to", "public", "--hash"];
    const { code, stderr } = await runSyncmedia(site.root, ...flags);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining("media-manifest.json is not published"),
    });
    expect(manifestOf(site).size).toBe(6);
    expect((await runSyncmedia(site.root, ...flags, "--check")).code).toBe(0);
    rmSync(site.path("media/media-manifest.json"));
    site.write({
      "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"], MEDIA_MANIFEST: "media/names.json" }),
    });
    for (const script of ["1", "2"]) {
      site.write({ "blog/media/classic.js": script });
      expect(await runSyncmedia(site.root, ...flags)).toMatchObject({ code: 0, stderr: "" });
      expect((await runSyncmedia(site.root, ...flags, "--check")).code).toBe(0);
      expect(readFileSync(site.path("media/names.json"), "utf8")).toBe(published(site, "media-manifest.json"));
      expect(existsSync(site.path("public/names.json"))).toBe(false);
    }
  });

  test("names no file in it which could not be written", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public", "--hash");
    const before = published(site, "media-manifest.json");
    writeFileSync(site.path("contrib/admin/media/css/forms.css"), "form { color: blue }\n");
    await runSyncmedia(site.root, "--to", "elsewhere", "--hash");
    const next = hashedPath(site, "admin/css/forms.css", "elsewhere");
    site.write({ [`public/${next}`]: "somebody else's" });
    const { code, stderr, stdout } = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(`${next} in the target is not syncmedia's`);
    expect(published(site, "media-manifest.json")).toBe(before);
    rmSync(site.path("public", next));
    expect((await runSyncmedia(site.root, "--to", "public", "--hash")).code).toBe(0);
    expect(hashedPath(site, "admin/css/forms.css")).toBe(next);
  });

  test("writes the project's copy again if somebody has changed it", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public", "--hash");
    writeFileSync(site.path("media-manifest.json"), "{}");
    await runSyncmedia(site.root, "--to", "public", "--hash");
    expect(readFileSync(site.path("media-manifest.json"), "utf8")).toBe(published(site, "media-manifest.json"));
  });

  test.each([["--link"], ["--copy"], ["--to", "other"]])(
    "warns that pages go on naming content-named files after a switch to %s",
    async (...flags) => {
      using site = createSite(APPS);
      await runSyncmedia(site.root, "--to", "public", "--hash");
      expect((await runSyncmedia(site.root, "--to", "public")).stderr).toBe("");
      const { code, stderr } = await runSyncmedia(site.root, ...flags);
      expect(code).toBe(0);
      expect(stderr).toContain("media-manifest.json names content-named files that are not in ");
      rmSync(site.path("media-manifest.json"));
      expect((await runSyncmedia(site.root, ...flags)).stderr).toBe("");
    },
  );
});
