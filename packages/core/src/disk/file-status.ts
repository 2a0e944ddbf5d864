import { lstatSync, type Stats, statSync } from "node:fs";
import { errnoOf } from "../error.ts";

const NOT_THERE = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);

/** @returns whether a system error means that a path does not exist, or cannot */
export function isNotThere(error: unknown): boolean {
  return NOT_THERE.has(errnoOf(error) ?? "");
}

/** @returns the status of a path, links not followed; undefined if it does not exist */
export function lstatAt(target: string): Stats | undefined {
  try {
    return lstatSync(target, { throwIfNoEntry: false });
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** @returns whether a path is a directory, or a link to one, and can be reached; never throws */
export function isDirectory(target: string): boolean {
  return isKind(target, (stats) => stats.isDirectory());
}

/** @returns whether a path is a regular file, or a link to one, and can be reached; never throws */
export function isFile(target: string): boolean {
  return isKind(target, (stats) => stats.isFile());
}

function isKind(target: string, test: (stats: Stats) => boolean): boolean {
  try {
    const stats = statSync(target, { throwIfNoEntry: false });
    return stats !== undefined && test(stats);
  } catch {
    return false;
  }
}
