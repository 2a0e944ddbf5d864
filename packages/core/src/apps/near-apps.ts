import { readdirSync } from "node:fs";
import path from "node:path";
import { isDirectory } from "../disk/file-status.ts";
import { nearest } from "../nearest.ts";
import { isPath, packageCandidates } from "./import-path.ts";

/**
 * Suggests import paths for one at which no app was found: a folder of that name in the project root, else folders and packages
 * with a similar name.
 *
 * @param name the import path
 * @param root the project root
 */
export function nearApps(name: string, root: string): readonly string[] {
  if (isPath(name)) return nearPaths(name, { separator: "/", root });
  if (name !== "" && isDirectory(path.join(root, name))) return [`./${name}`];
  const folders = nearPaths(name, { separator: ".", root });
  if (folders.length > 0) return folders;
  const modules = packageCandidates("x", root).map((candidate) => path.dirname(candidate));
  const known = new Map(modules.flatMap(packagesIn).map((installed) => [installed, installed]));
  for (const folder of foldersIn(root)) known.set(folder, `./${folder}`);
  return nearest(name, known.keys()).map((near) => known.get(near) ?? near);
}

/** Corrects the first part of a path that does not exist, and suggests what exists with the correction. */
function nearPaths(
  name: string,
  { separator, root }: { readonly separator: "/" | "."; readonly root: string },
): readonly string[] {
  const parts = name.split(separator);
  const pathTo = (count: number): string => path.resolve(root, parts.slice(0, count).join("/") || ".");
  const missing = parts.findIndex((_, index) => !isDirectory(pathTo(index + 1)));
  const wanted = parts[missing];
  if (wanted === undefined || (separator === "." && missing === 0)) return [];
  return nearest(wanted, foldersIn(pathTo(missing)))
    .map((folder) => parts.with(missing, folder))
    .filter((corrected) => isDirectory(path.resolve(root, corrected.join("/"))))
    .map((corrected) => corrected.join(separator));
}

function packagesIn(nodeModules: string): readonly string[] {
  return foldersIn(nodeModules).flatMap((folder) =>
    folder.startsWith("@") ? foldersIn(path.join(nodeModules, folder)).map((name) => `${folder}/${name}`) : folder,
  );
}

function foldersIn(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => !entry.isFile() && !entry.name.startsWith(".")).map(({ name }) => name);
  } catch {
    return [];
  }
}
