import { realpathSync, statSync } from "node:fs";
import { SETTLE_MS, waitUntilSettled } from "@mediaroot/core/media";

/** A file of the user's code as it stood before a worker read it; `stamp` is undefined where nothing stood. */
export interface SourceFile {
  readonly path: string;
  readonly stamp: string | undefined;
  /** True for a path where an app was looked for: what counts is where it leads, not what it holds. */
  readonly isPlace?: true;
}

/**
 * What tells one state of a file from another: inode, size, mtime and ctime in nanoseconds.
 *
 * @returns undefined where nothing stands
 */
export function stampOf(file: string): string | undefined {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats && `${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
  } catch {
    return undefined;
  }
}

/** @returns the file as it stands now, to be noted before it is read */
export function noteSource(file: string): SourceFile {
  waitUntilSettled(changedAt(file), SETTLE_MS.source);
  return { path: file, stamp: stampOf(file) };
}

/** Nothing may stand there, or be able to: below a file, under a name that is too long. */
function changedAt(file: string): number {
  try {
    return statSync(file).ctimeMs;
  } catch {
    return 0;
  }
}

/** @returns a path where an app is looked for, and where it leads now: links may be turned, directories appear */
export function notePlace(place: string): SourceFile {
  return { path: place, stamp: placeOf(place), isPlace: true };
}

/** @returns the first file that no longer is what was read, or undefined */
export function changedSource(files: Iterable<SourceFile>): string | undefined {
  for (const { path: file, stamp, isPlace } of files) {
    if ((isPlace ? placeOf(file) : stampOf(file)) !== stamp) return file;
  }
  return undefined;
}

function placeOf(place: string): string | undefined {
  try {
    return realpathSync.native(place);
  } catch {
    return undefined;
  }
}
