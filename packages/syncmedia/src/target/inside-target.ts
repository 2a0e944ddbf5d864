import { lstatSync, realpathSync } from "node:fs";
import path from "node:path";
import { errnoOf } from "@mediaroot/core";
import { folded } from "./folded-path.ts";

/** @returns where a logical path is in a target */
export function placeOf(target: string, logicalPath: string): string {
  return target + path.sep + (path.sep === "/" ? logicalPath : logicalPath.replaceAll("/", path.sep));
}

/**
 * Whether a place in a target is reached through real directories alone. Asked before each write and removal: a directory
 * that was swapped for a link would lead them elsewhere. Systems that ignore letter case may spell a directory as it stands.
 *
 * @param place absolute, below a target's real path
 */
export function isReachedDirectly(place: string): boolean {
  const parent = path.dirname(place);
  try {
    const real = realpathSync.native(parent);
    return real === parent || (folded(real) === folded(parent) && !passesLink(parent, real));
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR" || errnoOf(error) === "ELOOP") return false;
    throw error;
  }
}

/** Whether two spellings of a directory differ because a link leads from one to the other. */
function passesLink(directory: string, real: string): boolean {
  for (let [at, goal] = [directory, real]; at !== goal; [at, goal] = [path.dirname(at), path.dirname(goal)]) {
    if (lstatSync(at).isSymbolicLink()) return true;
  }
  return false;
}
