import { lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { errnoOf } from "@mediaroot/core/media";
import { openDirectory } from "./open-directory.ts";

// Not `rmSync`: it leaves the error code out of some system errors, and follows a link that replaces a directory meanwhile.

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
  const directory = openDirectory(place);
  try {
    for (const name of readdirSync(directory.at())) removeAll(directory.at(name));
  } finally {
    directory.close();
  }
  rmdirSync(place);
}

/** Removes a directory if it is empty. */
export function removeIfEmpty(directory: string): boolean {
  try {
    if (readdirSync(directory).length > 0) return false;
    rmdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

/** Removes a file in `.syncmedia/` if possible. If it stays, the next run removes it. */
export function discard(place: string): void {
  try {
    removeFile(place);
  } catch {
    // The error that made us give the file up matters more.
  }
}
