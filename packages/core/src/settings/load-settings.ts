import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { importFault } from "../imports/import-fault.ts";
import { MediarootError, reasonOf } from "../error.ts";
import { coreError } from "../errors.ts";
import { isFile } from "../disk/file-status.ts";
import { type ParsedSettings, parseSettings } from "./parse-settings.ts";
import { importModule } from "../imports/import-module.ts";
import { finishWithin } from "../imports/finish-within.ts";
import { isPlainObject } from "../plain-object.ts";

const NAMES = ["settings.ts", "settings.mts", "settings.js", "settings.mjs"];

/**
 * Finds the settings file: the given one, or `settings.{ts,mts,js,mjs}` in a directory.
 *
 * @param directory where the command runs
 * @param file the value of `--settings` or MEDIAROOT_SETTINGS, relative to `directory`
 * @returns its absolute path
 * @throws SETTINGS_NOT_FOUND with every place tried
 */
export function findSettingsFile(directory: string, file?: string): string {
  const tried = (file === undefined ? NAMES : [file]).map((name) => path.resolve(directory, name));
  const found = tried.find(isFile);
  if (found === undefined) throw coreError("SETTINGS_NOT_FOUND", { directory: path.resolve(directory), tried });
  return found;
}

/**
 * Imports a settings file and checks its default export.
 *
 * @param file its absolute path
 * @param patience how long the file may run, in seconds
 * @returns the settings, or all their faults
 * @throws SETTINGS_UNREADABLE, SETTINGS_THREW, SETTINGS_SYNTAX, SETTINGS_UNFINISHED, SETTINGS_NO_EXPORT
 */
export async function loadSettings(file: string, patience: number): Promise<ParsedSettings> {
  requireReadable(file);
  try {
    const { default: settings } = await finishWithin(importModule(file), patience, () =>
      coreError("SETTINGS_UNFINISHED", { file, seconds: patience }),
    );
    if (!isPlainObject(settings)) throw coreError("SETTINGS_NO_EXPORT", { file });
    return parseSettings(settings);
  } catch (error) {
    if (error instanceof MediarootError) throw error;
    const { isSyntax, reason, fix } = importFault(error, file);
    throw coreError(isSyntax ? "SETTINGS_SYNTAX" : "SETTINGS_THREW", { file, reason, fix }, error);
  }
}

/** @throws SETTINGS_UNREADABLE, where `import()` would blame a line of the file */
function requireReadable(file: string): void {
  try {
    closeSync(openSync(file, "r"));
  } catch (error) {
    throw coreError("SETTINGS_UNREADABLE", { file, reason: reasonOf(error) }, error);
  }
}
