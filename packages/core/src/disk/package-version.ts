import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * Reads the version of a package.
 *
 * @param directory the directory of its package.json
 * @returns an empty string if its package.json has none
 * @throws system errors; a SyntaxError for a package.json that is no JSON
 */
export function loadPackageVersion(directory: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"));
  const version: unknown = typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : "";
  return typeof version === "string" ? version : "";
}
