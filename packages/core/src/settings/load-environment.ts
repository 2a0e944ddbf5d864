import path from "node:path";
import { loadEnvFile } from "node:process";
import { errnoOf, reasonOf } from "../error.ts";
import { coreError } from "../errors.ts";

/** @returns the `.env` beside a settings file; it need not exist */
export function environmentFile(settingsFile: string): string {
  return path.join(path.dirname(settingsFile), ".env");
}

/**
 * Sets the environment variables of a file, if there is one. Variables that are set already keep their values.
 *
 * @param file its absolute path
 * @throws ENVIRONMENT_UNREADABLE
 */
export function loadEnvironment(file: string): void {
  try {
    loadEnvFile(file);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    throw coreError("ENVIRONMENT_UNREADABLE", { file, reason: reasonOf(error) }, error);
  }
}
