import { realpathSync } from "node:fs";
import path from "node:path";
import { isNotThere } from "./file-status.ts";

/**
 * The real path of a path that need not exist: links are resolved in its nearest ancestor that exists, and the rest stays as
 * written.
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
    // A Windows drive that does not exist has no parent.
    return parent === target ? target : path.join(realPathOf(parent), path.basename(target));
  }
}

/** The expectation that an error names if `reachablePathOf` gives undefined. */
export const REACHABLE = "a directory that can be reached: no link that leads to itself, nor one that is closed to you";

/** @returns `realPathOf(target)`, or undefined if it cannot be resolved (link loop, no permission) */
export function reachablePathOf(target: string): string | undefined {
  try {
    return realPathOf(target);
  } catch {
    return undefined;
  }
}
