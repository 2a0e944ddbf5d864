import path from "node:path";
import { contains, loadPackageVersion } from "@mediaroot/core/internal";

/**
 * The version of the package that an app belongs to. A package.json beside or above the settings is the project's, not the app's.
 *
 * @param directory the directory of the app, absolute
 * @param root the project root
 */
export function appVersion(directory: string, root: string): string | undefined {
  if (contains(directory, root) || path.dirname(directory) === directory) return undefined;
  return versionIn(directory) ?? appVersion(path.dirname(directory), root);
}

function versionIn(directory: string): string | undefined {
  try {
    return loadPackageVersion(directory) || undefined;
  } catch {
    return undefined;
  }
}
