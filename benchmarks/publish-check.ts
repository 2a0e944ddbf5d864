import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { loadManifest } from "@mediaroot/core";

function filesBelow(directory: string): readonly string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
}

/** The same rule as that of syncmedia and of collectstatic: hidden files are not published. */
function isPublished(file: string): boolean {
  return !file.split(path.sep).some((name) => name.startsWith(".") || name.endsWith("~") || name === "CVS");
}

/** Reads every file of some apps, so that the first contender finds them in the page cache as well as the others. */
export function readPlainFiles(apps: ReadonlyMap<string, string>): void {
  for (const directory of apps.values())
    for (const file of filesBelow(directory)) readFileSync(path.join(directory, file));
}

/** @throws Error unless each file of some apps is in a target, byte for byte */
export function checkPlainFiles(apps: ReadonlyMap<string, string>, target: string): void {
  for (const [label, directory] of apps) {
    for (const file of filesBelow(directory).filter(isPublished)) {
      const copy = path.join(target, label, file);
      if (!readFileSync(copy).equals(readFileSync(path.join(directory, file)))) throw new Error(`${copy} differs.`);
    }
  }
}

/** @throws Error unless each file that the manifest of syncmedia names is there, with its size and integrity */
export function checkManifest(target: string): void {
  const manifest = loadManifest(path.join(target, "media-manifest.json")) ?? new Map();
  if (manifest.size === 0) throw new Error("The manifest is empty.");
  for (const { path: file, size, integrity } of manifest.values()) {
    const bytes = readFileSync(path.join(target, file));
    const isRight = bytes.length === size && integrity === `sha384-${hash("sha384", bytes, "base64")}`;
    if (!isRight) throw new Error(`${file} is not what the manifest says.`);
  }
}

/** @throws Error unless each file that Django's manifest names is there */
export function checkDjangoManifest(target: string): void {
  const { paths } = JSON.parse(readFileSync(path.join(target, "staticfiles.json"), "utf8")) as {
    readonly paths: Readonly<Record<string, string>>;
  };
  const missing = Object.values(paths).filter((file) => !existsSync(path.join(target, file)));
  if (missing.length > 0 || Object.keys(paths).length === 0) throw new Error(`Django has not written ${missing[0]}.`);
}

/**
 * @returns the number of compressed variants in a directory
 * @throws Error unless each holds the bytes of the file beside it
 */
export function checkVariants(directory: string): number {
  const variants = filesBelow(directory).filter((file) => /\.(?:br|gz)$/.test(file) && isPublished(file));
  for (const file of variants) {
    const bytes = readFileSync(path.join(directory, file));
    const decompressed = file.endsWith(".br") ? brotliDecompressSync(bytes) : gunzipSync(bytes);
    if (!decompressed.equals(readFileSync(path.join(directory, file.slice(0, -3)))))
      throw new Error(`${file} differs.`);
  }
  return variants.length;
}
