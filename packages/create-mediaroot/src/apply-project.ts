import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { reasonOf } from "@mediaroot/core";
import { createError } from "./errors.ts";
import type { ProjectFiles } from "./project-files.ts";

/**
 * Refuses to write over something.
 *
 * @throws FILES_IN_THE_WAY with what is in the way
 */
export function refuseOverwriting(directory: string, files: ProjectFiles): void {
  const names = [...new Set(Object.keys(files).map((file) => file.split("/")[0] ?? ""))];
  const taken = names.filter((name) => lstatSync(path.join(directory, name), { throwIfNoEntry: false }) !== undefined);
  if (taken.length > 0) throw createError("FILES_IN_THE_WAY", { directory, names: taken });
}

/**
 * Writes a project. All files are written to a temporary directory beside their place, and only then moved, so that a directory that
 * did not exist is there with all files or not at all.
 *
 * @param directory absolute. What is in it stays
 * @throws FILES_IN_THE_WAY; CREATE_FAILED after all that was written is removed
 */
export function applyProject(directory: string, files: ProjectFiles): void {
  refuseOverwriting(directory, files);
  const written: string[] = [];
  try {
    const isNew = !existsSync(directory);
    const base = isNew ? path.dirname(directory) : directory;
    const parent = mkdirSync(base, { recursive: true });
    if (parent !== undefined) written.push(parent);
    const temporary = mkdtempSync(path.join(base, ".create-mediaroot-"));
    written.push(temporary);
    // The temporary directory itself is closed to other users.
    const staged = path.join(temporary, "project");
    for (const [name, text] of Object.entries(files)) writeTo(path.join(staged, name), text);
    for (const [from, to] of isNew ? [[staged, directory] as const] : entriesOf(staged, directory)) {
      renameSync(from, to);
      written.push(to);
    }
    rmSync(temporary, { recursive: true });
  } catch (error) {
    for (const one of written) rmSync(one, { recursive: true, force: true });
    throw createError("CREATE_FAILED", { directory, reason: reasonOf(error) }, error);
  }
}

function writeTo(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  // `.env` has a secret.
  writeFileSync(file, text, { mode: path.basename(file) === ".env" ? 0o600 : 0o666 });
}

/** @returns each entry of a directory, with its place in another one */
function entriesOf(from: string, to: string): readonly (readonly [string, string])[] {
  return readdirSync(from).map((name) => [path.join(from, name), path.join(to, name)]);
}
