import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { reasonOf } from "../error.ts";
import { nearest, suggest } from "../nearest.ts";

/**
 * Says what to do about an import that leads nowhere.
 *
 * @param error Node's ERR_MODULE_NOT_FOUND. It has a `url` if a file was imported, and else names a package
 */
export function missingModuleFix(error: unknown): string {
  const url = error instanceof Error && "url" in error ? String(error.url) : "";
  if (url.startsWith("file:")) return missingFileFix(fileURLToPath(url));
  const [, name] = /^Cannot find package '([^']+)'/.exec(reasonOf(error)) ?? [];
  return name === undefined
    ? "Install the package, or correct its name."
    : `Install the package (npm install ${name}), or correct its name. The name of a file begins with ./ or ../.`;
}

function missingFileFix(file: string): string {
  const near = namesLike(path.basename(file), path.dirname(file));
  return `Write the name of the imported file in full, with its extension.${suggest(near)}`;
}

/** @returns the files of a directory that have a name without its extension, else those with a similar name */
function namesLike(name: string, directory: string): readonly string[] {
  const names = filesIn(directory);
  const extended = names.filter((one) => path.parse(one).name === path.parse(name).name);
  return extended.length > 0 ? extended : nearest(name, names);
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
