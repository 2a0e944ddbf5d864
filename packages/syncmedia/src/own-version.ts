import { readFileSync } from "node:fs";

// This module lies directly in src, and the bundle directly in dist, so that the path of package.json holds in both.
/** @returns the version of this package */
export function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return String(typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : "");
}
