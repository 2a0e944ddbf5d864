import { createRequire } from "node:module";
import path from "node:path";

/** @returns whether a name in the settings is a path (`./dir`, `../dir`, or absolute), and not a package */
export function isPath(name: string): boolean {
  return /^\.{1,2}(?:[/\\]|$)/.test(name) || path.isAbsolute(name);
}

/**
 * The places where Node looks for a package, or for a directory in one (https://nodejs.org/api/modules.html#loading-from-node_modules-folders).
 *
 * @param name the import path
 * @param root the directory from which to look, absolute
 * @returns absolute paths, the nearest first
 */
export function packageCandidates(name: string, root: string): readonly string[] {
  // With a slash, a name such as `events` means the package and not the module of Node.
  const folders = createRequire(path.join(root, "settings.js")).resolve.paths(`${name}/`) ?? [];
  return folders.map((folder) => path.join(folder, name));
}
