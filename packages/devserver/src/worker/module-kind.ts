import { existsSync } from "node:fs";
import path from "node:path";

/** Files whose module kind the nearest package.json decides (https://nodejs.org/api/packages.html#determining-module-system). */
const BY_PACKAGE = /\.[jt]sx?$/;

/**
 * @param file a module, absolute
 * @param isKnown whether a directory has been looked at before
 * @returns the package.json that decides whether a file is ESM or CommonJS, and the paths at which a nearer one may appear
 */
export function packageFilesOf(file: string, isKnown: (directory: string) => boolean): readonly string[] {
  const found: string[] = [];
  if (!BY_PACKAGE.test(file)) return found;
  for (let at = path.dirname(file); !isKnown(at); at = path.dirname(at)) {
    found.push(path.join(at, "package.json"));
    if (existsSync(found.at(-1) ?? "")) return found;
    // No directory has a package.json. The only one to wait for is that beside the file.
    if (path.dirname(at) === at) return found.slice(0, 1);
  }
  return found;
}
