import { readFileSync } from "node:fs";

// This module is directly in src because the bundle is directly in dist: ../package.json is right for both.
/** @returns the version of this package */
export function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return String(typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : "");
}
