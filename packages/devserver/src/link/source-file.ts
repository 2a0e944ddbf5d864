import { realpathSync, statSync } from "node:fs";

/** The state of a file of the user's code just before a worker read it. */
export interface SourceFile {
  readonly path: string;
  /** Undefined if there was no file. */
  readonly stamp: string | undefined;
  /** True for a path where an app was looked for: its stamp is the real path that it leads to. */
  readonly isLookup?: true;
}

/** @returns inode, size, mtime and ctime in nanoseconds, or undefined if there is no file */
export function stampOf(file: string): string | undefined {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats && `${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
  } catch {
    return undefined;
  }
}

/** @returns the state of a path where an app is looked for: a directory may appear there, or a link change its target */
export function stampLookup(place: string): SourceFile {
  return { path: place, stamp: targetOf(place), isLookup: true };
}

/**
 * @param isOwn whether the last change of a file was a write of the application itself, which does not count
 * @returns the first file whose state has changed, or undefined
 */
export function changedSource(
  files: Iterable<SourceFile>,
  isOwn: (file: string) => boolean = () => false,
): string | undefined {
  for (const { path: file, stamp, isLookup } of files) {
    const now = isLookup ? targetOf(file) : stampOf(file);
    if (now !== stamp && !isOwn(file)) return file;
  }
  return undefined;
}

function targetOf(place: string): string | undefined {
  try {
    return realpathSync.native(place);
  } catch {
    return undefined;
  }
}
