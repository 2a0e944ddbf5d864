import { readdirSync } from "node:fs";
import path from "node:path";
import { nearest } from "@mediaroot/core/internal";

/**
 * @param name as it was written
 * @param file the path that the name stands for, absolute; no file is there
 * @param entry the names of files to suggest if `file` is a directory
 * @returns ` Did you mean ...?`: a file in that directory, the same name with an extension, or a name that is near
 */
export function nearFile(name: string, file: string, entry: RegExp): string {
  const inside = namesIn(file).filter((other) => entry.test(other));
  if (inside.length > 0) return alternatives(inside.map((other) => `${name.replace(/\/$/, "")}/${other}`));
  const wanted = path.basename(file);
  const names = namesIn(path.dirname(file));
  const sameStem = names.filter((other) => path.parse(other).name === path.parse(wanted).name && other !== wanted);
  const near = sameStem.length > 0 ? sameStem : nearest(wanted, names);
  return alternatives(near.map((other) => name.slice(0, name.length - wanted.length) + other));
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** @returns ` Did you mean ...?` for names as they are written, or an empty string */
export function alternatives(names: readonly string[]): string {
  return names.length === 0 ? "" : ` Did you mean ${names.map((name) => JSON.stringify(name)).join(" or ")}?`;
}
