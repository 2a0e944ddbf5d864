import { statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { errnoOf } from "./error.ts";
import { coreError } from "./errors.ts";

const NAMES = ["settings.ts", "settings.mts", "settings.js", "settings.mjs"];
const SYNTAX_CODES = new Set([
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
]);

/**
 * Finds the settings file: the one named, or `settings.{ts,mts,js,mjs}` in a directory.
 *
 * @param directory where the command runs
 * @param file the file that `--settings` or MEDIAROOT_SETTINGS names, relative to `directory`
 * @returns its absolute path
 * @throws SETTINGS_NOT_FOUND with every place tried
 */
export function findSettingsFile(directory: string, file?: string): string {
  const tried = (file === undefined ? NAMES : [file]).map((name) => path.resolve(directory, name));
  const found = tried.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  if (found === undefined) throw coreError("SETTINGS_NOT_FOUND", { directory: path.resolve(directory), tried });
  return found;
}

/**
 * Imports a settings file.
 *
 * @param file its absolute path
 * @returns its default export, not yet checked
 * @throws SETTINGS_THREW, SETTINGS_SYNTAX, SETTINGS_NO_EXPORT
 */
export async function loadSettings(file: string): Promise<object> {
  const module = await importModule(file).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw coreError(isSyntaxFault(error) ? "SETTINGS_SYNTAX" : "SETTINGS_THREW", { file, reason }, error);
  });
  if (typeof module.default !== "object" || module.default === null || Array.isArray(module.default)) {
    throw coreError("SETTINGS_NO_EXPORT", { file });
  }
  return module.default;
}

/**
 * Imports a module of user code. The only `import()` of it.
 *
 * @param file an absolute path
 * @returns its namespace
 */
export async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
}

function isSyntaxFault(error: unknown): boolean {
  return error instanceof SyntaxError || SYNTAX_CODES.has(errnoOf(error) ?? "");
}
