import { readFileSync } from "node:fs";
import path from "node:path";
import { contains } from "@mediaroot/core/media";

/** The name and version of a package, from its package.json. */
export interface AppPackage {
  readonly name: string | undefined;
  readonly version: string;
}

/** A package.json that belongs to an app. */
export interface AppManifest {
  /** The directory of the package.json, absolute: that of the app, or one above it. */
  readonly directory: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/**
 * Reads the package.json of an app and those above it, the nearest first. One beside or above the settings is the project's, and not read.
 *
 * @param directory the directory of the app, absolute
 * @param root the project root
 */
export function* appManifests(directory: string, root: string): Generator<AppManifest, void> {
  for (let at = directory; !contains(at, root) && path.dirname(at) !== at; at = path.dirname(at)) {
    const manifest = readManifest(path.join(at, "package.json"));
    if (manifest !== undefined) yield { directory: at, manifest };
  }
}

/**
 * Finds the package that an app belongs to: the nearest package.json with a version.
 *
 * @param directory the directory of the app, absolute
 * @param root the project root
 */
export function appPackage(directory: string, root: string): AppPackage | undefined {
  for (const { manifest } of appManifests(directory, root)) {
    const { name, version } = manifest;
    if (typeof version === "string") return { name: typeof name === "string" ? name : undefined, version };
  }
  return undefined;
}

function readManifest(file: string): AppManifest["manifest"] | undefined {
  try {
    return Object(JSON.parse(readFileSync(file, "utf8"))) as AppManifest["manifest"];
  } catch {
    return undefined;
  }
}
