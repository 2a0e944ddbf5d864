import { spawn } from "node:child_process";
import { once } from "node:events";
import { reasonOf } from "@mediaroot/core";
import { createError } from "./errors.ts";

/**
 * Installs the packages of a project. The package manager prints to the same terminal.
 *
 * @throws INSTALL_FAILED
 */
export async function install(directory: string, packageManager: string): Promise<void> {
  const command = `${packageManager} install`;
  const failed = (reason: string, cause?: unknown): Error =>
    createError("INSTALL_FAILED", { directory, command, reason }, cause);
  // On Windows package managers are command scripts, which only a shell runs.
  const child = spawn(command, { cwd: directory, stdio: ["ignore", "inherit", "inherit"], shell: true });
  const [status, signal] = await once(child, "close").catch((error: unknown) => {
    throw failed(reasonOf(error), error);
  });
  if (status !== 0) throw failed(signal === null ? `it ended with exit code ${status}` : `it was ended by ${signal}`);
}
