import { lstatSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { folded } from "../target/folded-path.ts";
import { placeOf } from "../target/inside-target.ts";

/**
 * Paths that a file system which ignores letter case, or the form of Unicode, takes for one: each with the first that it
 * is the twin of.
 *
 * @param paths logical paths, all different
 */
export function findTwins(paths: Iterable<string>): ReadonlyMap<string, string> {
  const firsts = new Map<string, string>();
  const twins = new Map<string, string>();
  for (const path of paths) {
    const first = firsts.get(folded(path));
    if (first === undefined) firsts.set(folded(path), path);
    else twins.set(path, first);
  }
  return twins;
}

/** One name of a path, in each of two spellings, and whether it stands there as wanted. */
export interface Respelling {
  /** As it was, below directories as they are wanted. */
  readonly from: string;
  readonly to: string;
  readonly stands: boolean;
}

/**
 * Whether two twins are one file on the target's file system.
 *
 * @param old as it is known to be there
 * @param wanted its twin
 * @returns the names in which they differ, from the top; undefined where they are two files, or none is there
 * @throws system errors
 */
export function respellings(target: string, old: string, wanted: string): readonly Respelling[] | undefined {
  for (const path of [old, wanted]) {
    if (lstatSync(placeOf(target, path), { throwIfNoEntry: false }) === undefined) return undefined;
  }
  const found: Respelling[] = [];
  const [before, after] = [old.split("/"), wanted.split("/")];
  for (const [index, name] of after.entries()) {
    const was = before[index] ?? "";
    if (was === name) continue;
    const to = after.slice(0, index + 1).join("/");
    const names = readdirSync(dirname(placeOf(target, to)));
    if (names.includes(was) && names.includes(name)) return undefined;
    found.push({ from: [...after.slice(0, index), was].join("/"), to, stands: names.includes(name) });
  }
  return found;
}
