import { execFile } from "node:child_process";
import { platform } from "node:process";
import { promisify } from "node:util";
import { devserverError } from "../errors.ts";

/** Lists of many files are long. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Asks npm what it would pack. No script of the package runs.
 *
 * @param directory the package, absolute
 * @returns the files, relative to the package, with "/"
 * @throws PACK_FAILED
 */
export async function loadPackedFiles(directory: string): Promise<readonly string[]> {
  const parameters = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  try {
    // On Windows npm is a script of the shell.
    const options = { cwd: directory, maxBuffer: MAX_BYTES, shell: platform === "win32" };
    const { stdout } = await promisify(execFile)("npm", parameters, options);
    return filesIn(JSON.parse(stdout));
  } catch (error) {
    throw devserverError("PACK_FAILED", { directory, reason: reasonOf(error) }, error);
  }
}

/** npm prints a list of packages; later versions an object of them by name. */
function filesIn(printed: unknown): readonly string[] {
  const [first] = Object.values(printed as Readonly<Record<string, { readonly files: readonly { path: string }[] }>>);
  return (first?.files ?? []).map(({ path }) => path);
}

/** npm's own last words are worth more than the command that Node puts before them. */
function reasonOf(error: unknown): string {
  const { stderr = "", message = "" } = error as { readonly stderr?: string; readonly message?: string };
  const reason = /^npm (?:error|ERR!) (?!code )(.*)$/m.exec(stderr)?.[1];
  return reason ?? message;
}
