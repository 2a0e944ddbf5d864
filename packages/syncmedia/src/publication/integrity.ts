import { hash } from "node:crypto";

/** @returns the integrity of a file's bytes, as a manifest has it: https://www.w3.org/TR/SRI/ */
export function integrityOf(bytes: Uint8Array): string {
  return `sha384-${hash("sha384", bytes, "base64")}`;
}
