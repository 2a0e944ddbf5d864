import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { type Manifest, parseManifest } from "@mediaroot/core";
import type { TestTree, Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, settingsText, snapshot } from "./scratch.test.support.ts";

const APPS: Tree = {
  "contrib/admin/media/css/base.css":
    '@import "forms.css";\nbody { background: url(../img/logo.png?v=1#x) }\n/* url(no.png) */\n',
  "contrib/admin/media/css/forms.css": "form { color: red }\n",
  "contrib/admin/media/img/logo.png": "png",
  "contrib/admin/media/js/core.js": 'import { a } from "./a.js";\nexport const b = a;\n',
  "contrib/admin/media/js/a.js": 'import("./core.js");\nexport const a = 1;\n',
  "blog/media/classic.js": 'document.write("./a.js");\n',
  "media/photo.jpg": "photo",
};

function manifestOf(site: TestTree, directory = "public"): Manifest {
  const file = site.path(directory, "media-manifest.json");
  return parseManifest(readFileSync(file, "utf8"), file);
}

/** The path under which a publication has the content of a file now. */
function hashedPath(site: TestTree, logicalPath: string, directory?: string): string {
  return manifestOf(site, directory).get(logicalPath)?.path ?? expect.unreachable(`no ${logicalPath} in the manifest`);
}

const published = (site: TestTree, path: string): string => readFileSync(site.path("public", path), "utf8");

describe("--hash", () => {
  test("publishes a content-named copy of each app's file beside the plain ones, and names it in the manifest", async () => {
    using site = createSite(APPS);
    const { code, stderr } = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const logo = hashedPath(site, "admin/img/logo.png");
    expect(logo).toMatch(/^admin\/img\/logo\.[0-9a-f]{16}\.png$/);
    expect(published(site, logo)).toBe("png");
    expect(published(site, "admin/img/logo.png")).toBe("png");
    expect(published(site, "photo.jpg")).toBe("photo");
    expect(manifestOf(site).has("photo.jpg")).toBe(false);
    expect(readFileSync(site.path("media-manifest.json"), "utf8")).toBe(published(site, "media-manifest.json"));
  });

  test("writes the content names into style sheets and modules, and changes nothing else of them", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public", "--hash");
    const [forms, logo] = ["admin/css/forms.css", "admin/img/logo.png"].map((path) => hashedPath(site, path));
    expect(published(site, hashedPath(site, "admin/css/base.css"))).toBe(
      `@import "./${forms?.slice("admin/css/".length)}";\nbody { background: url(../${logo?.slice("admin/".length)}?v=1#x) }\n/* url(no.png) */\n`,
    );
    const [core, a] = ["admin/js/core.js", "admin/js/a.js"].map((path) => hashedPath(site, path));
    expect(published(site, core ?? "")).toBe(
      `import { a } from "./${a?.slice("admin/js/".length)}";\nexport const b = a;\n`,
    );
    expect(published(site, a ?? "")).toContain(`import("./${core?.slice("admin/js/".length)}")`);
    expect(published(site, hashedPath(site, "blog/classic.js"))).toBe('document.write("./a.js");\n');
    expect(published(site, "admin/css/base.css")).toContain('@import "forms.css"');
  });

  test("again changes nothing, and says so", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public", "--hash");
    const before = snapshot(site.path("public"));
    const again = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect(again.stdout).toContain("up to date");
    expect(snapshot(site.path("public"))).toEqual(before);
    expect((await runSyncmedia(site.root, "--to", "public", "--hash", "--check")).code).toBe(0);
  });

  test.each([
    ["gone", () => undefined],
    ["cut short", (text: string) => text.slice(0, -20)],
    ["of another version", (text: string) => text.replace(/"version":"[^"]*"/, '"version":"0.0.0"')],
    ["edited", (text: string) => text.replaceAll("forms.css", "other.css")],
    ["no cache", () => "[]"],
  ])("has the same result with a cache that is %s, and writes it anew", async (_, spoil) => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public", "--hash");
    const cache = site.path("public/.syncmedia/cache.json");
    const [before, whole] = [snapshot(site.path("public")), readFileSync(cache, "utf8")];
    const spoiled = spoil(whole);
    if (spoiled === undefined) rmSync(cache);
    else writeFileSync(cache, spoiled);
    const { code, stdout } = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("up to date") as string });
    expect(snapshot(site.path("public"))).toEqual(before);
    expect(readFileSync(cache, "utf8")).toBe(whole);
  });

  test("names the files again after the manifest was lost, from the cache alone", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public", "--hash");
    const before = snapshot(site.path("public"));
    rmSync(site.path("public/media-manifest.json"));
    expect((await runSyncmedia(site.root, "--to", "public", "--hash")).code).toBe(0);
    expect(snapshot(site.path("public"))).toEqual(before);
  });

  test("gives the files that refer to a changed file new names too, and keeps the old ones", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public", "--hash");
    const before = ["admin/css/base.css", "admin/css/forms.css", "admin/js/core.js"].map((path) =>
      hashedPath(site, path),
    );
    writeFileSync(site.path("contrib/admin/media/css/forms.css"), "form { color: blue }\n");
    expect((await runSyncmedia(site.root, "--to", "public", "--hash", "--check")).code).toBe(3);
    expect((await runSyncmedia(site.root, "--to", "public", "--hash")).code).toBe(0);
    const after = ["admin/css/base.css", "admin/css/forms.css", "admin/js/core.js"].map((path) =>
      hashedPath(site, path),
    );
    expect(after.map((path, index) => path === before[index])).toEqual([false, false, true]);
    for (const path of before) expect(published(site, path ?? "")).not.toBe("");
  });

  test("keeps the files of as many releases as KEEP says, and removes older ones", async () => {
    const KEEP = { RELEASES: 2, DAYS: 0 };
    using site = createSite(APPS, { SYNCMEDIA: { TARGET: "public", HASH: true, KEEP } });
    const names: string[] = [];
    for (const colour of ["red", "green", "blue", "black"]) {
      writeFileSync(site.path("contrib/admin/media/css/forms.css"), `form { color: ${colour} }\n`);
      expect((await runSyncmedia(site.root)).code).toBe(0);
      names.push(hashedPath(site, "admin/css/forms.css"));
    }
    const there = Object.keys(snapshot(site.path("public")));
    expect(names.map((name) => there.includes(name))).toEqual([false, false, true, true]);
  });

  test("removes the plain files of a removed app at once, and its content-named ones when KEEP allows it", async () => {
    const SYNCMEDIA = { TARGET: "public", HASH: true, KEEP: { RELEASES: 2, DAYS: 0 } };
    using site = createSite(APPS, { SYNCMEDIA });
    await runSyncmedia(site.root);
    const classic = hashedPath(site, "blog/classic.js");
    site.write({
      "settings.ts": `export default ${JSON.stringify({ INSTALLED_APPS: ["./contrib/admin"], SYNCMEDIA })};`,
    });
    await runSyncmedia(site.root);
    expect(Object.keys(snapshot(site.path("public")))).not.toContain("blog/classic.js");
    expect(Object.keys(snapshot(site.path("public")))).toContain(classic);
    site.write({ "contrib/admin/media/css/forms.css": "form {}" });
    await runSyncmedia(site.root);
    expect(Object.keys(snapshot(site.path("public")))).not.toContain(classic);
  });

  test("gives the same names and the same manifest from another place, another order of apps, other file times", async () => {
    using one = createSite(APPS);
    using other = createSite({}, { INSTALLED_APPS: ["./blog", "./contrib/admin"] });
    for (const [file, content] of Object.entries(APPS).toReversed()) {
      other.write({ [`deep/er/${file}`]: content });
      utimesSync(other.path("deep/er", file), new Date(0), new Date("1985-10-26"));
    }
    other.write({ "deep/er/settings.ts": readFileSync(other.path("settings.ts"), "utf8") });
    await runSyncmedia(one.root, "--to", "public", "--hash");
    await runSyncmedia(other.path("deep/er"), "--to", "public", "--hash");
    expect(snapshot(other.path("deep/er/public"))).toEqual(snapshot(one.path("public")));
    expect(readFileSync(other.path("deep/er/media-manifest.json"))).toEqual(
      readFileSync(one.path("media-manifest.json")),
    );
  });

  test("warns of a reference that leads nowhere, with its place, and goes on", async () => {
    using site = createSite({ ...APPS, "blog/media/a.css": "a{}\nb { background: url(gone.png) }\n" });
    const { code, stderr } = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect(code).toBe(0);
    expect(stderr).toContain('blog/a.css:2:21 refers to "gone.png", which is not published. It stays as it is.');
    expect(published(site, hashedPath(site, "blog/a.css"))).toContain("url(gone.png)");
  });

  test("names ten references that lead nowhere, and all of them with -v and in --json", async () => {
    const twelve = Array.from({ length: 12 }, (_, index) => `a { b: url(gone${index}.png) }\n`).join("");
    using site = createSite({ ...APPS, "blog/media/a.css": twelve });
    const short = await runSyncmedia(site.root, "--to", "public", "--hash", "-n");
    expect(short.stderr.match(/refers to/g)).toHaveLength(10);
    expect(short.stderr).toContain("warning and 2 more like these: syncmedia -v names them\n");
    const long = await runSyncmedia(site.root, "--to", "public", "--hash", "-n", "-v");
    expect(long.stderr.match(/warning blog\/a\.css:\d+:12 refers to/g)).toHaveLength(12);
    expect(long.stderr).not.toContain("more");
    const { dangling, warnings } = JSON.parse(
      (await runSyncmedia(site.root, "--to", "public", "--hash", "--json")).stdout,
    );
    expect(dangling).toHaveLength(12);
    expect(dangling[11]).toEqual({ file: "blog/a.css", specifier: "gone11.png", line: 12, column: 12 });
    expect(warnings).toEqual([]);
  });

  test("--check finds that the project's copy of the manifest is missing or another one, and a run writes it", async () => {
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

  test("fails with --strict where a reference leads nowhere, before anything is written", async () => {
    using site = createSite({ ...APPS, "blog/media/a.css": "b { background: url(gone.png) }" });
    const { code, stderr } = await runSyncmedia(site.root, "--to", "public", "--hash", "--strict");
    expect(code).toBe(1);
    expect(stderr).toContain("1 reference leads to no published file:\n  - blog/a.css:1:21 refers to");
    expect(stderr).toContain("Nothing was written.");
    expect(existsSync(site.path("public"))).toBe(false);
    expect(existsSync(site.path("media-manifest.json"))).toBe(false);
    const silenced = { TARGET: "public", HASH: true, DANGLING: ["blog/*.css"] };
    site.write({
      "settings.ts": `export default ${JSON.stringify({ INSTALLED_APPS: ["./contrib/admin", "./blog"], SYNCMEDIA: silenced })};`,
    });
    expect(await runSyncmedia(site.root)).toMatchObject({ code: 0, stderr: "" });
    expect(await runSyncmedia(site.root, "--strict")).toMatchObject({ code: 0, stderr: "" });
  });

  test("publishes what is no style sheet or module as it is, with a warning", async () => {
    using site = createSite({ ...APPS, "blog/media/broken.mjs": "import {" });
    const { code, stderr } = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect(code).toBe(0);
    expect(stderr).toMatch(/blog\/broken\.mjs:\d+:\d+ is not JavaScript that can be read/);
    expect(published(site, hashedPath(site, "blog/broken.mjs"))).toBe("import {");
  });

  test("publishes no upload in the place of the manifest, and not the project's copy of it where that is in MEDIA_ROOT", async () => {
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

  test("hashes overrides of apps, and uploads with HASH: all", async () => {
    using site = createSite(
      { ...APPS, "media/admin/img/logo.png": "ours" },
      { SYNCMEDIA: { TARGET: "public", HASH: "all" } },
    );
    await runSyncmedia(site.root);
    expect(published(site, hashedPath(site, "admin/img/logo.png"))).toBe("ours");
    expect(published(site, hashedPath(site, "photo.jpg"))).toBe("photo");
  });

  test("refuses MEDIA_ROOT as target, links, and labels, and says what to write", async () => {
    using site = createSite(APPS);
    const inPlace = await runSyncmedia(site.root, "--hash");
    expect(inPlace.code).toBe(2);
    expect(inPlace.stderr).toContain("--to public");
    for (const [flags, write] of [
      [["--hash", "--link", "--to", "public"], "use --copy."],
      [["--hash", "--auto", "--to", "public"], "use --copy."],
      [["admin", "--hash", "--to", "public"], "leave the labels out."],
    ] as const) {
      const refused = await runSyncmedia(site.root, ...flags);
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(write) });
    }
    expect(snapshot(site.path("media"))).toEqual({ "photo.jpg": "photo" });
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

  test("writes no manifest that names a file which could not be written", async () => {
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
});
