import { createRequire } from "node:module";
import path from "node:path";

/** Whether settings name a place by its path (`./dir`, `../dir`, or absolute), not by a package. */
export function isPath(name: string): boolean {
  return /^\.{1,2}(?:[/\\]|$)/.test(name) || path.isAbsolute(name);
}

/**
 * Where Node looks for a package or a directory in one (https://nodejs.org/api/modules.html#loading-from-node_modules-folders).
 *
 * @param name its import path
 * @param root the directory to look from, absolute
 * @returns absolute paths, the nearest first
 */
export function packageCandidates(name: string, root: string): readonly string[] {
  // The slash asks for a package even where Node has a module of that name built in, as in `events`.
  const folders = createRequire(path.join(root, "settings.js")).resolve.paths(`${name}/`) ?? [];
  return folders.map((folder) => path.join(folder, name));
}
