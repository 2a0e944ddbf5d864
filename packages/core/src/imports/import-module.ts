import { pathToFileURL } from "node:url";
import { isPlainObject } from "../plain-object.ts";

/**
 * Imports a module of the user's code.
 *
 * @param file an absolute path
 * @returns its namespace, empty for a file that exports nothing
 */
export async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return exportsNothing(module) ? {} : module;
}

/** Node loads a file without exports as CommonJS, and gives it an empty object as its default export. */
function exportsNothing({ "module.exports": exported }: Readonly<Record<string, unknown>>): boolean {
  return isPlainObject(exported) && Object.keys(exported).length === 0;
}
