import { readFileSync } from "node:fs";
import path from "node:path";
import { contains } from "@mediaroot/core/internal";

/**
 * The version of the package that an app belongs to. A package.json beside or above the settings is the project's, not the app's.
 *
 * @param directory the directory of the app, absolute
 * @param root the project root
 */
export function appVersion(directory: string, root: string): string | undefined {
  if (contains(directory, root) || path.dirname(directory) === directory) return undefined;
  return versionIn(path.join(directory, "package.json")) ?? appVersion(path.dirname(directory), root);
}

function versionIn(file: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
