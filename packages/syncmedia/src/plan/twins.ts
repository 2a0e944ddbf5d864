import { lstatSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { folded } from "../target/target-path.ts";
import { absolutePath } from "../target/target-path.ts";

/**
 * Finds paths that differ only in letter case or Unicode form, which some file systems cannot tell apart.
 *
 * @param paths logical paths, all different
 * @returns each twin with the first of its spellings
 */
export function findTwins(paths: readonly string[]): ReadonlyMap<string, string> {
  const firsts = new Map<string, string>();
  const twins = new Map<string, string>();
  // Two twins have one key, so one of them at least is not its own key. Most paths are.
  const keys = new Set(paths.filter((path) => folded(path) !== path).map(folded));
  if (keys.size === 0) return twins;
  for (const path of paths) {
    const key = folded(path);
    if (!keys.has(key)) continue;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, path);
    else twins.set(path, first);
  }
  return twins;
}

/** A path in two spellings. */
export interface Respelling {
  /** The old name of the last segment, below the new names of the others. */
  readonly from: string;
  readonly to: string;
  /** Whether it has the new name already. */
  readonly isRenamed: boolean;
}

/**
 * Compares two twins on the target's file system.
 *
 * @param old the spelling in the ledger
 * @param wanted the spelling of the app
 * @returns the segments in which the spellings differ, from the top; undefined if they are two files, or do not exist
 * @throws system errors
 */
export function respellings(target: string, old: string, wanted: string): readonly Respelling[] | undefined {
  for (const path of [old, wanted]) {
    if (lstatSync(absolutePath(target, path), { throwIfNoEntry: false }) === undefined) return undefined;
  }
  const respelled: Respelling[] = [];
  const [before, after] = [old.split("/"), wanted.split("/")];
  for (const [index, name] of after.entries()) {
    const was = before[index] ?? "";
    if (was === name) continue;
    const to = after.slice(0, index + 1).join("/");
    const names = readdirSync(dirname(absolutePath(target, to)));
    if (names.includes(was) && names.includes(name)) return undefined;
    respelled.push({ from: [...after.slice(0, index), was].join("/"), to, isRenamed: names.includes(name) });
  }
  return respelled;
}
