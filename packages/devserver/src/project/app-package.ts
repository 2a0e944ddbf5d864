import { readFileSync } from "node:fs";
import path from "node:path";
import { contains } from "@mediaroot/core/media";

/** The name and version of a package, from its package.json. */
export interface AppPackage {
  readonly name: string | undefined;
  readonly version: string | undefined;
}

/**
 * The package that an app belongs to. A package.json beside or above the settings is the project's, not the app's.
 *
 * @param directory the directory of the app, absolute
 * @param root the project root
 */
export function appPackage(directory: string, root: string): AppPackage | undefined {
  if (contains(directory, root) || path.dirname(directory) === directory) return undefined;
  const own = packageIn(path.join(directory, "package.json"));
  return own?.version === undefined ? appPackage(path.dirname(directory), root) : own;
}

function packageIn(file: string): AppPackage | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>>;
    return { name: textOr(name), version: textOr(version) };
  } catch {
    return undefined;
  }
}

function textOr(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
