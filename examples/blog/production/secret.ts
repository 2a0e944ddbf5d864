import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A SECRET_KEY for this machine: made once, kept where only its owner reads it. A real site brings its own.
 *
 * @param directory where it is kept
 */
export function readSecret(directory: string): string {
  const file = path.join(directory, "secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(48).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}
