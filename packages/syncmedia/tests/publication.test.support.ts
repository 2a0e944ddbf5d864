import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type Manifest, parseManifest } from "@mediaroot/core";
import type { TestTree } from "@mediaroot/core/testing";
import { expect } from "vitest";
import { CODING_EXTENSION } from "../src/publication/compression.ts";
import { snapshot } from "./scratch.test.support.ts";

/** The files that a manifest names, compressed variants included: their contents by path. */
export type Release = ReadonlyMap<string, string>;

/** @returns the manifest of a publication */
export function manifestOf(site: TestTree, directory = "public"): Manifest {
  const file = site.path(directory, "media-manifest.json");
  return parseManifest(readFileSync(file, "utf8"), file);
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
