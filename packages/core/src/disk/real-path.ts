import { realpathSync } from "node:fs";
import path from "node:path";
import { isNotThere } from "./file-status.ts";

/**
 * The real path of what need not be there yet: its nearest ancestor that is, links resolved, and the rest as written.
 *
 * @param target absolute
 * @throws system errors other than "not there": EACCES, ELOOP
 */
export function realPathOf(target: string): string {
  try {
    return realpathSync.native(target);
  } catch (error) {
    if (!isNotThere(error)) throw error;
    const parent = path.dirname(target);
    // A Windows drive that is not there has no parent.
    return parent === target ? target : path.join(realPathOf(parent), path.basename(target));
  }
}

/** What settings should name, where nothing can be told of what they name. */
export const REACHABLE = "a directory that can be reached: no link that leads to itself, nor one that is closed to you";

/** @returns the same, or undefined where none can be told: a loop of links, or a directory that is closed to us */
export function reachablePathOf(target: string): string | undefined {
  try {
    return realPathOf(target);
  } catch {
    return undefined;
  }
}
