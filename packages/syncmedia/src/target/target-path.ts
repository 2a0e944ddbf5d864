import { lstatSync, realpathSync } from "node:fs";
import path from "node:path";
import { errnoOf } from "@mediaroot/core/internal";

/** @returns the absolute path of a logical path in a target */
export function absolutePath(target: string, logicalPath: string): string {
  return target + path.sep + (path.sep === "/" ? logicalPath : logicalPath.replaceAll("/", path.sep));
}

/**
 * Whether no link is on the way to a path in a target. Checked before each write and removal, because a directory that was
 * swapped for a link would redirect them. A file system that ignores letter case may report a directory in its own case.
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

function passesLink(directory: string, real: string): boolean {
  for (let [at, goal] = [directory, real]; at !== goal; [at, goal] = [path.dirname(at), path.dirname(goal)]) {
    if (lstatSync(at).isSymbolicLink()) return true;
  }
  return false;
}

/** @returns the first name of a logical path: the label of an app, or a name of the project's own */
export function firstName(logicalPath: string): string {
  const end = logicalPath.indexOf("/");
  return end === -1 ? logicalPath : logicalPath.slice(0, end);
}

/** Most paths are their own key, and checking that is faster than computing the key. */
const FOLDED = /^[a-z\d_./-]*$/;

/** @returns a key that is equal for all paths that a file system which ignores letter case or Unicode form cannot tell apart */
export function folded(logicalPath: string): string {
  if (FOLDED.test(logicalPath)) return logicalPath;
  return logicalPath.normalize("NFC").toLowerCase();
}
