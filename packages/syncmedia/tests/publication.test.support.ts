import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type Manifest, parseManifest } from "@mediaroot/core";
import type { TestTree, Tree } from "@mediaroot/core/testing";
import { expect } from "vitest";
import { CODING_EXTENSION } from "../src/publication/compression.ts";
import { snapshot } from "./scratch.test.support.ts";

/** Two apps whose files name each other, and an upload. */
export const APPS: Tree = {
  "contrib/admin/media/css/base.css":
    '@import "forms.css";\nbody { background: url(../img/logo.png?v=1#x) }\n/* url(no.png) */\n',
  "contrib/admin/media/css/forms.css": "form { color: red }\n",
  "contrib/admin/media/img/logo.png": "png",
  "contrib/admin/media/js/core.js": 'import { a } from "./a.js";\nexport const b = a;\n',
  "contrib/admin/media/js/a.js": 'import("./core.js");\nexport const a = 1;\n',
  "blog/media/classic.js": 'document.write("./a.js");\n',
  "media/photo.jpg": "photo",
};

/** The files that a manifest names, compressed variants included: their contents by path. */
export type Release = ReadonlyMap<string, string>;

/** @returns the manifest of a publication */
export function manifestOf(site: TestTree, directory = "public"): Manifest {
  const file = site.path(directory, "media-manifest.json");
  return parseManifest(readFileSync(file, "utf8"), file);
}

/** @returns the path under which a publication has the content of a file now */
export function hashedPath(site: TestTree, logicalPath: string, directory?: string): string {
  return manifestOf(site, directory).get(logicalPath)?.path ?? expect.unreachable(`no ${logicalPath} in the manifest`);
}

/** @returns the text of a file in `public/` */
export function published(site: TestTree, file: string): string {
  return readFileSync(site.path("public", file), "utf8");
}

/** @returns all that the manifest of the publication in `public/` names */
export function releaseOf(site: TestTree): Release {
  const there = new Set(Object.keys(snapshot(site.path("public"))));
  const named = [...manifestOf(site).values()].flatMap(({ path: file, encodings }) => {
    const variants = Object.values(CODING_EXTENSION).map((extension) => file + extension);
    const found = variants.filter((variant) => there.has(variant));
    expect(found, `${file}`).toHaveLength(encodings.length);
    return [file, ...found];
  });
  return new Map(named.map((file) => [file, readFileSync(site.path("public", file), "latin1")]));
}

/** Expects that each file of some releases is there and has its bytes. */
export function expectReadable(site: TestTree, releases: readonly Release[], when: string): void {
  for (const [file, content] of releases.flatMap((release) => [...release])) {
    const place = site.path("public", file);
    expect(existsSync(place) ? readFileSync(place, "latin1") : "missing", `${when}: ${file}`).toBe(content);
  }
}

/**
 * Expects that no compressed variant in `public/` is older than the file beside it. It may be newer: variants are written before.
 *
 * @param after what is there after the run
 */
export function expectNothingStale(site: TestTree, after: Readonly<Record<string, string>>, when: string): void {
  const left = snapshot(site.path("public"));
  for (const [file, content] of Object.entries(left)) {
    const { ext, dir, name } = path.posix.parse(file);
    const base = path.posix.join(dir, name);
    if ((ext !== ".br" && ext !== ".gz") || left[base] === undefined) continue;
    const bytes = Buffer.from(content, "latin1");
    const decompressed = (ext === ".br" ? brotliDecompressSync(bytes) : gunzipSync(bytes)).toString("latin1");
    expect([left[base], after[base]], `${when}: ${file}`).toContain(decompressed);
  }
}
