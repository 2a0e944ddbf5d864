import { hash } from "node:crypto";
import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { APPS, hashedPath, manifestOf, published } from "./publication.test.support.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, snapshot } from "./scratch.test.support.ts";

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

  test("hashes overrides of apps, and uploads with HASH: all", async () => {
    using site = createSite(
      { ...APPS, "media/admin/img/logo.png": "ours" },
      { SYNCMEDIA: { TARGET: "public", HASH: "all" } },
    );
    await runSyncmedia(site.root);
    expect(published(site, hashedPath(site, "admin/img/logo.png"))).toBe("ours");
    expect(published(site, hashedPath(site, "photo.jpg"))).toBe("photo");
  });

  test("keeps the plain name of a file whose content-named copy would have too long a name, and refers to it by that", async () => {
    const long = `${"n".repeat(238)}.png`;
    using site = createSite({ "blog/media/a.css": `a { background: url(${long}) }`, [`blog/media/${long}`]: "png" });
    const { code, stderr } = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("too long a name") });
    expect(published(site, hashedPath(site, "blog/a.css"))).toContain(`url(${long})`);
    expect(manifestOf(site).has(`blog/${long}`)).toBe(false);
  });

  test.each(["a {}", "b {}"])(
    "keeps the plain name of a file whose content-named copy would take the place of an app's file: %j",
    async (other) => {
      const taken = `a.${hash("sha256", "a {}").slice(0, 16)}.css`;
      using site = createSite({ "blog/media/a.css": "a {}", [`blog/media/${taken}`]: other });
      site.write({ "blog/media/b.css": '@import "a.css";' });
      for (const said of ["copied", "up to date"]) {
        const { code, stdout, stderr } = await runSyncmedia(site.root, "--to", "public", "--hash");
        expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(said) as string });
        expect(stderr).toContain(`blog/a.css keeps its plain name: there is a file blog/${taken} already`);
      }
      expect(published(site, `blog/${taken}`)).toBe(other);
      expect(published(site, hashedPath(site, "blog/b.css"))).toBe('@import "a.css";');
      expect(manifestOf(site).has("blog/a.css")).toBe(false);
    },
  );
});
