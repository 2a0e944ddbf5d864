import { realpathSync } from "node:fs";
import path from "node:path";
import { errnoOf } from "@mediaroot/core";

/** @returns where a logical path is in a target */
export function placeOf(target: string, logicalPath: string): string {
  return target + path.sep + (path.sep === "/" ? logicalPath : logicalPath.replaceAll("/", path.sep));
}

/**
 * Whether a place in a target is reached through real directories alone, spelled as they are. Asked before each write
 * and removal: a directory that was swapped for a link would lead them elsewhere.
 *
 * @param place absolute, below a target's real path
 */
export function isReachedDirectly(place: string): boolean {
  const parent = path.dirname(place);
  try {
    return realpathSync.native(parent) === parent;
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR" || errnoOf(error) === "ELOOP") return false;
    throw error;
  }
}
