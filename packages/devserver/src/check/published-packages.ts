import { readFileSync } from "node:fs";
import path from "node:path";
import type { InstalledApp, Project } from "@mediaroot/core";
import { contains } from "@mediaroot/core/internal";
import { loadPackedFiles } from "./packed-files.ts";

/** The package of an app that is developed beside the project, and published. */
export interface PublishedPackage {
  readonly label: string;
  /** Absolute. */
  readonly directory: string;
  /** The files that npm would pack, relative to the directory. */
  readonly files: readonly string[];
}

/** Finds the packages of apps whose package.json says by `files` what is published. npm has packed those in `node_modules` already. */
export async function loadPublishedPackages({ registry, root }: Project): Promise<readonly PublishedPackage[]> {
  const published: PublishedPackage[] = [];
  for (const app of registry.apps) {
    const directory = isInstalled(app) ? undefined : packageOf(app, root);
    if (directory === undefined) continue;
    // `npm publish` itself reports a package that npm cannot pack.
    const files = await loadPackedFiles(directory).catch(() => undefined);
    if (files !== undefined) published.push({ label: app.label, directory, files });
  }
  return published;
}

/** @returns whether an app is a package that was installed, and is not developed beside the project */
export function isInstalled({ directory }: Pick<InstalledApp, "directory">): boolean {
  return directory.split(path.sep).includes("node_modules");
}

/** A package.json beside or above the settings is the project's, not the app's. */
function packageOf({ directory }: Pick<InstalledApp, "directory">, root: string): string | undefined {
  if (contains(directory, root) || path.dirname(directory) === directory) return undefined;
  const manifest = readManifest(directory);
  if (manifest === undefined) return packageOf({ directory: path.dirname(directory) }, root);
  return "name" in manifest && "files" in manifest && !("private" in manifest) ? directory : undefined;
}

function readManifest(directory: string): object | undefined {
  try {
    return JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")) as object;
  } catch {
    return undefined;
  }
}
