import { hash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type OverrideOrigin, RECORD_DIRECTORY } from "./override-record.ts";
import { replaceFile } from "./replace-file.ts";

/** The apps' files as they were when they were copied. A merge in three ways compares both sides with them. */
export interface OriginalFiles {
  /** Keeps a file under its SHA-256, which is returned. */
  keep(bytes: Uint8Array): string;
  /** @returns undefined if the file is not there, or has other bytes */
  read(sha256: string): Buffer | undefined;
  /** Keeps an override that is about to be replaced. @returns where, absolute */
  keepReplaced(origin: OverrideOrigin, bytes: Uint8Array): string;
  /** Removes a file that no override was copied from any more. */
  remove(sha256: string): void;
}

/** Git must not change the line ends of what is kept by its SHA-256; what was replaced is for this machine alone. */
const OWN_FILES = { ".gitattributes": "originals/* -text\n", ".gitignore": "replaced/\n" };

/** @param root the project root */
export function openOriginalFiles(root: string): OriginalFiles {
  const directory = path.join(root, RECORD_DIRECTORY);
  const fileOf = (sha256: string): string => path.join(directory, "originals", sha256);
  return {
    keep(bytes) {
      const sha256 = hash("sha256", bytes, "hex");
      prepare(directory);
      replaceFile(fileOf(sha256), bytes);
      return sha256;
    },
    read(sha256) {
      if (!existsSync(fileOf(sha256))) return undefined;
      const bytes = readFileSync(fileOf(sha256));
      return hash("sha256", bytes, "hex") === sha256 ? bytes : undefined;
    },
    keepReplaced({ kind, path: name }, bytes) {
      const file = path.join(directory, "replaced", hash("sha256", bytes, "hex").slice(0, 12), kind, name);
      replaceFile(file, bytes);
      return file;
    },
    remove: (sha256) => rmSync(fileOf(sha256), { force: true }),
  };
}

function prepare(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(OWN_FILES)) {
    if (!existsSync(path.join(directory, name))) writeFileSync(path.join(directory, name), content);
  }
}
