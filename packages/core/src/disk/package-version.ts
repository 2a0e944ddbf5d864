import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * Reads the version of a package.
 *
 * @param directory the directory of its package.json
 * @throws system errors; a SyntaxError for a package.json that is no JSON
 */
export function loadPackageVersion(directory: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"));
  return String(typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : "");
}
