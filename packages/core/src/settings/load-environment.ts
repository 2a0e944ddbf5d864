import { errnoOf, reasonOf } from "../error.ts";
import { coreError } from "../errors.ts";

/**
 * Loads variables from a file that need not exist: `.env` beside the settings.
 *
 * @param file its absolute path
 * @param load `process.loadEnvFile`, which spares what is set already
 * @throws ENVIRONMENT_UNREADABLE
 */
export function loadEnvironment(file: string, load: (file: string) => void): void {
  try {
    load(file);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    throw coreError("ENVIRONMENT_UNREADABLE", { file, reason: reasonOf(error) }, error);
  }
}
