import path from "node:path";
import { loadPackageVersion } from "@mediaroot/core/media";

/** @returns the version of this package */
export function ownVersion(): string {
  // This module lies directly in src, and what is made of it directly in dist.
  return loadPackageVersion(path.join(import.meta.dirname, ".."));
}
