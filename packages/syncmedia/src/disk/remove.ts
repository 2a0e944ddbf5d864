import { lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import path from "node:path";
import { errnoOf } from "@mediaroot/core";

// Not `rmSync`: of some system errors it tells no code.

/**
 * Removes a file or a link; where none stands, nothing.
 *
 * @throws system errors
 */
export function removeFile(place: string): void {
  try {
    unlinkSync(place);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}

/**
 * Removes whatever stands there, a directory with all that it holds. Links are not followed.
 *
 * @throws system errors
 */
export function removeAll(place: string): void {
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return removeFile(place);
  for (const name of readdirSync(place)) removeAll(path.join(place, name));
  rmdirSync(place);
}

/** Removes a file of ours in `.syncmedia/`, if that can be done: what stays the next run clears away. */
export function discard(place: string): void {
  try {
    removeFile(place);
  } catch {
    // The error that led here, if there was one, says more.
  }
}
