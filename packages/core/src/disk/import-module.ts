import { pathToFileURL } from "node:url";
import { isPlainObject } from "../plain-object.ts";

/**
 * Imports a module of user code. The only `import()` of it.
 *
 * @param file an absolute path
 * @returns its namespace; of a file that exports nothing, an empty one
 */
export async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return exportsNothing(module) ? {} : module;
}

/** Node takes a file that exports nothing, an empty one too, for CommonJS, and gives it an object to export. */
function exportsNothing({ "module.exports": exported }: Readonly<Record<string, unknown>>): boolean {
  return isPlainObject(exported) && Object.keys(exported).length === 0;
}
