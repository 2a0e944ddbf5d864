import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { loadLedger } from "@mediaroot/core/internal";
import type { TestTree, Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { applySync } from "../src/apply/apply.ts";
import { type Compressed, createCompressor, isVariant } from "../src/apply/compressor.ts";
import { planSync } from "../src/plan/plan.ts";
import type { Report } from "../src/report/report.ts";
import { hashedPath, manifestOf } from "./publication.test.support.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, loadSite, snapshot } from "./scratch.test.support.ts";

const CSS = "form { color: red }\n".repeat(50);
const NOISE = randomBytes(400);
const APPS: Tree = {
  "contrib/admin/media/base.css": `@import "forms.css";\n${CSS}`,
  "contrib/admin/media/forms.css": CSS,
  "contrib/admin/media/again.css": CSS,
  "contrib/admin/media/logo.png": CSS,
  "contrib/admin/media/noise.bin": NOISE,
  "contrib/admin/media/small.js": "1",
  "media/upload.txt": CSS,
};
const FLAGS = ["--to", "public", "--hash", "--compress", "br,gzip,zst"];

const isThere = (site: TestTree, path: string): boolean => existsSync(site.path("public", path));
const bytes = (site: TestTree, path: string): Buffer => readFileSync(site.path("public", path));

/** The names of all compressed variants in a publication. */
function variantsIn(site: TestTree): readonly string[] {
  return Object.keys(snapshot(site.path("public"))).filter((name) => /\.(?:br|gz|zst)$/.test(name));
}

describe("--compress", () => {
  test("publishes variants of plain and content-named files that decompress to their bytes", async () => {
    using site = createSite(APPS);
    expect(await runSyncmedia(site.root, ...FLAGS)).toMatchObject({ code: 0, stderr: "" });
    for (const file of ["admin/base.css", "admin/forms.css", "admin/again.css", "upload.txt"]) {
      const published = file === "upload.txt" ? [file] : [file, hashedPath(site, file)];
      for (const path of published) {
        expect(brotliDecompressSync(bytes(site, `${path}.br`))).toEqual(bytes(site, path));
        expect(gunzipSync(bytes(site, `${path}.gz`))).toEqual(bytes(site, path));
        expect(zstdDecompressSync(bytes(site, `${path}.zst`))).toEqual(bytes(site, path));
      }
    }
    expect(manifestOf(site).get("admin/base.css")?.encodings).toEqual(["br", "gzip", "zstd"]);
    expect(manifestOf(site).get("admin/logo.png")?.encodings).toEqual([]);
  });

  test("leaves out what is compressed already, is small, or gains less than 5 %", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, ...FLAGS);
    expect(variantsIn(site).filter((name) => /logo|noise|small/.test(name))).toEqual([]);
  });

  test("says in the ledger what each variant is, and does nothing the second time", async () => {
    using site = createSite(APPS);
    const first = await runSyncmedia(site.root, ...FLAGS);
    expect(first.stdout).toContain("compressed");
    const files = loadLedger(site.path("public"), site.root)?.files;
    const plain = files?.get("admin/forms.css");
    expect(files?.get("admin/forms.css.gz")).toMatchObject({ encoding: "gzip", of: plain?.sha256 });
    expect(files?.get("admin/forms.css.gz")?.release).toBeUndefined();
    expect(files?.get(`${hashedPath(site, "admin/forms.css")}.br`)).toMatchObject({ encoding: "br", release: 1 });
    expect(files?.get("admin/noise.bin")?.gainless).toEqual(["br", "gzip", "zstd"]);
    const before = snapshot(site.path("public"));
    expect((await runSyncmedia(site.root, ...FLAGS, "--check")).code).toBe(0);
    expect((await runSyncmedia(site.root, ...FLAGS)).stdout).toContain("up to date");
    expect(snapshot(site.path("public"))).toEqual(before);
  });

  test("compresses equal bytes once, whatever their names", async () => {
    using site = createSite(APPS);
    const plan = planSync(await loadSite(site), { to: site.path("public"), hash: true, compress: ["br"] });
    const compressor = createCompressor(plan.actions);
    const made: (readonly [path: string, Compressed])[] = [];
    for (const action of plan.actions.filter(isVariant)) made.push([action.path, await compressor.next(action)]);
    const [forms, ...equal] = made.filter(([path]) => /(?:again|forms)\.|upload/.test(path));
    expect(equal).toHaveLength(4);
    for (const [path, result] of equal) expect(result, `${path}`).toBe(forms?.[1]);
    const [plain, hashed] = made.filter(([path]) => path.startsWith("admin/base"));
    expect(plain?.[1]).not.toBe(hashed?.[1]);
  });

  test("compresses no file again that has not changed", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, ...FLAGS);
    site.write({ "contrib/admin/media/again.css": "a { color: green }\n".repeat(50) });
    const { apps, changes } = JSON.parse((await runSyncmedia(site.root, ...FLAGS, "--json")).stdout) as Report;
    const names = ["admin/again.css", hashedPath(site, "admin/again.css")];
    expect(changes.flatMap(({ path, change }) => (change === "compressed" ? path : [])).toSorted()).toEqual(
      names.flatMap((name) => [`${name}.br`, `${name}.gz`, `${name}.zst`]).toSorted(),
    );
    expect(apps.map(({ app, compressed }) => [app, compressed])).toEqual([
      ["admin", 6],
      ["blog", 0],
      ["(no app)", 0],
    ]);
  });

  test("works without content-named files", async () => {
    using site = createSite(APPS);
    expect((await runSyncmedia(site.root, "--to", "public", "--compress", "gzip")).code).toBe(0);
    expect(variantsIn(site)).toEqual([
      "admin/again.css.gz",
      "admin/base.css.gz",
      "admin/forms.css.gz",
      "upload.txt.gz",
    ]);
    expect((await runSyncmedia(site.root, "--to", "public", "--compress", "gzip")).stdout).toContain("up to date");
  });

  test("replaces the variant of a changed file, and removes it where the file has become small", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, ...FLAGS);
    site.write({
      "contrib/admin/media/forms.css": "a { color: blue }\n".repeat(60),
      "contrib/admin/media/again.css": "a{}",
      "media/upload.txt": NOISE,
    });
    expect((await runSyncmedia(site.root, ...FLAGS)).code).toBe(0);
    expect(gunzipSync(bytes(site, "admin/forms.css.gz"))).toEqual(bytes(site, "admin/forms.css"));
    expect(variantsIn(site).filter((name) => /^admin\/again\.css|upload/.test(name))).toEqual([]);
    expect((await runSyncmedia(site.root, ...FLAGS, "--check")).code).toBe(0);
  });

  test("removes the variant of older bytes where the new one could not be made", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, "--to", "public", "--compress", "gzip");
    site.write({ "contrib/admin/media/forms.css": "a { color: blue }\n".repeat(60) });
    const plan = planSync(await loadSite(site), { to: site.path("public"), compress: ["gzip"] });
    site.write({ "contrib/admin/media/forms.css": "a { color: green }\n".repeat(60) });
    const { failed } = await applySync(plan);
    expect(failed.map(({ path }) => path)).toContain("admin/forms.css.gz");
    expect(isThere(site, "admin/forms.css.gz")).toBe(false);
    expect(isThere(site, "admin/again.css.gz")).toBe(true);
    expect((await runSyncmedia(site.root, "--to", "public", "--compress", "gzip")).code).toBe(0);
    expect(gunzipSync(bytes(site, "admin/forms.css.gz"))).toEqual(bytes(site, "admin/forms.css"));
  });

  test("leaves no variant beside a plain file that was removed or edited in the target, or when it is turned off", async () => {
    using site = createSite(APPS);
    await runSyncmedia(site.root, ...FLAGS);
    rmSync(site.path("contrib/admin/media/again.css"));
    site.write({ "public/admin/forms.css": "edited by hand" });
    await runSyncmedia(site.root, ...FLAGS);
    expect(variantsIn(site).filter((name) => /^admin\/(?:again|forms)\.css/.test(name))).toEqual([]);
    await runSyncmedia(site.root, "--to", "public", "--hash");
    expect(variantsIn(site).filter((name) => !/\.[0-9a-f]{16}\./.test(name))).toEqual([]);
    expect(manifestOf(site).get("admin/base.css")?.encodings).toEqual([]);
  });

  test("keeps the variants of kept releases, and removes them with their files", async () => {
    const SYNCMEDIA = { TARGET: "public", HASH: true, COMPRESS: ["gzip"], KEEP: { RELEASES: 2, DAYS: 0 } };
    using site = createSite(APPS, { SYNCMEDIA });
    const names: string[] = [];
    for (const colour of ["red", "green", "blue"]) {
      site.write({ "contrib/admin/media/forms.css": `a { color: ${colour} }\n`.repeat(60) });
      expect((await runSyncmedia(site.root)).code).toBe(0);
      names.push(hashedPath(site, "admin/forms.css"));
    }
    const files = names.map((name) => [isThere(site, name), isThere(site, `${name}.gz`)]);
    expect(files).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ]);
  });

  test("gives way to a file of that name that an app has, and fails where somebody else's is in the way", async () => {
    using site = createSite({
      ...APPS,
      "contrib/admin/media/forms.css.gz": "the app's",
      "public/upload.txt.gz": "mine",
    });
    const { code, stdout } = await runSyncmedia(site.root, "--to", "public", "--compress", "gzip");
    expect({ code, text: stdout }).toEqual({
      code: 1,
      text: expect.stringContaining("upload.txt.gz in the target is not syncmedia's"),
    });
    expect(bytes(site, "admin/forms.css.gz").toString()).toBe("the app's");
    expect(bytes(site, "upload.txt.gz").toString()).toBe("mine");
  });

  test("shows in a dry run what it would compress, and writes nothing", async () => {
    using site = createSite(APPS);
    const { stdout } = await runSyncmedia(site.root, ...FLAGS, "-n");
    expect(stdout).toContain("+ compress admin/forms.css.br");
    expect(existsSync(site.path("public"))).toBe(false);
  });

  test("gives the same variants and the same manifest from another place, with other file times and another order of apps", async () => {
    using one = createSite(APPS);
    using other = createSite({}, { INSTALLED_APPS: ["./blog", "./contrib/admin"] });
    for (const [file, content] of Object.entries(APPS).toReversed()) other.write({ [file]: content });
    await runSyncmedia(one.root, ...FLAGS);
    await runSyncmedia(other.root, ...FLAGS);
    expect(snapshot(other.path("public"))).toEqual(snapshot(one.path("public")));
  });
});
