import path from "node:path";
import { loadPackageVersion } from "@mediaroot/core/internal";

// This module is directly in src because the bundle is directly in dist: the parent directory is the package for both.
/** @returns the version of this package, which is that of all packages of Mediaroot */
export function ownVersion(): string {
  return loadPackageVersion(path.join(import.meta.dirname, ".."));
}
