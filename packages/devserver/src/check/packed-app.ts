import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDirectory } from "@mediaroot/core/internal";
import { devserverError } from "../errors.ts";
import { loadPackedFiles } from "./packed-files.ts";

/** A package as npm would pack it, in a directory of its own. */
export interface PackedApp {
  readonly name: string;
  /** The packed files, relative to the package. */
  readonly files: readonly string[];
  /** The directory that stands for the project in which the package is installed, absolute. */
  readonly root: string;
  /** The installed package, absolute. */
  readonly directory: string;
}

/**
 * Copies what npm would pack below the `node_modules` of the package, where its code finds what it imports. The copy is deleted when
 * `use` has ended.
 *
 * @param directory the package, absolute
 * @throws PACKAGE_NOT_FOUND, PACK_FAILED
 */
export async function withPackedApp<Result>(
  directory: string,
  use: (packed: PackedApp) => Promise<Result>,
): Promise<Result> {
  const name = packageName(directory);
  const files = await loadPackedFiles(directory);
  const root = realpathSync(mkdtempSync(path.join(cacheDirectory(directory), "pack-")));
  const target = path.join(root, "node_modules", name);
  try {
    for (const file of files) cpSync(path.join(directory, file), path.join(target, file));
    return await use({ name, files, root, directory: target });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function packageName(directory: string): string {
  try {
    const { name } = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")) as { name?: unknown };
    if (typeof name === "string") return name;
  } catch (error) {
    throw devserverError("PACKAGE_NOT_FOUND", { directory }, error);
  }
  throw devserverError("PACKAGE_NOT_FOUND", { directory });
}

function cacheDirectory(directory: string): string {
  const modules = path.join(directory, "node_modules");
  if (!isDirectory(modules)) return tmpdir();
  const cache = path.join(modules, ".cache", "mediaroot");
  mkdirSync(cache, { recursive: true });
  return cache;
}
