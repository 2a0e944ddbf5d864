import path from "node:path";
import type { InstalledApp, Project } from "@mediaroot/core";
import { appManifests } from "../project/app-package.ts";
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

/** A package that has no name, is private, or does not say by `files` what is published, is not published. */
function packageOf({ directory }: Pick<InstalledApp, "directory">, root: string): string | undefined {
  const [nearest] = appManifests(directory, root);
  const { manifest = {} } = nearest ?? {};
  const isPublished = "name" in manifest && "files" in manifest && !("private" in manifest);
  return isPublished ? nearest?.directory : undefined;
}
