import { lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import path from "node:path";
import { errnoOf } from "@mediaroot/core";

// Not `rmSync`: it leaves the error code out of some system errors.

/**
 * Removes a file or a link. Does nothing if there is none.
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
 * Removes a file, or a directory with everything in it. Links are not followed.
 *
 * @throws system errors
 */
export function removeAll(place: string): void {
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return removeFile(place);
  for (const name of readdirSync(place)) removeAll(path.join(place, name));
  rmdirSync(place);
}

/** Removes a file in `.syncmedia/` if possible. If it stays, the next run removes it. */
export function discard(place: string): void {
  try {
    removeFile(place);
  } catch {
    // The error that made us give the file up matters more.
  }
}
