import { chmodSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { errnoOf, parentOf } from "@mediaroot/core/internal";
import { type OpenDirectory, openDirectory } from "./open-directory.ts";
import { createLastDirectory, createOpened } from "./opened-directories.ts";

/**
 * The directories below one directory, reached through directories that are held open. Paths are relative, with slashes.
 * The paths returned for system calls are valid until the next call.
 */
export interface DirectoryTree {
  /**
   * @returns the path for system calls of an entry; undefined if a directory on the way does not exist
   * @throws system errors: ENOTDIR if a link, or anything else that is not a directory, is on the way
   */
  reach(path: string): string | undefined;
  /**
   * Creates the missing directories above an entry.
   *
   * @param onCreate called with the path of each directory before it is created
   * @returns the path for system calls of the entry
   * @throws system errors: ENOTDIR as above
   */
  make(path: string, onCreate?: (directory: string) => void): string;
  close(): void;
}

/** Readable for a web server, whatever the umask. */
const MODE = 0o755;

/** @param root the directory itself; it is closed with the tree */
export function createDirectoryTree(root: OpenDirectory): DirectoryTree {
  const opened = createOpened();
  const last = createLastDirectory();

  /** A directory that was replaced since it was opened is opened anew. */
  const directoryAt = (path: string): OpenDirectory | undefined => {
    if (path === "") return root;
    const place = directoryAt(parentOf(path))?.at(nameOf(path));
    const stats = place === undefined ? undefined : lstatSync(place, { throwIfNoEntry: false });
    const known = opened.get(path);
    if (known !== undefined && known.stats.ino === stats?.ino && known.stats.dev === stats.dev)
      return opened.keep(path, known);
    opened.forget(path);
    return place === undefined || stats === undefined ? undefined : opened.keep(path, openDirectory(place));
  };

  const makeDirectory = (path: string, onCreate?: (directory: string) => void): OpenDirectory => {
    const existing = directoryAt(path);
    if (existing !== undefined) return existing;
    const parent = makeDirectory(parentOf(path), onCreate);
    onCreate?.(path);
    return opened.keep(path, createDirectory(parent.at(nameOf(path)), MODE));
  };

  const madeDirectory = (path: string, onCreate?: (directory: string) => void): OpenDirectory => {
    const same = last.at(path);
    if (same !== undefined) return same;
    // Opening others may close it, even if one of them cannot be opened in the end.
    last.forget();
    return last.set(path, makeDirectory(path, onCreate));
  };

  return {
    reach(path) {
      // Whoever removes or moves a directory reaches it first.
      last.forget();
      return directoryAt(parentOf(path))?.at(nameOf(path));
    },
    make: (path, onCreate) => madeDirectory(parentOf(path), onCreate).at(nameOf(path)),
    close() {
      opened.close();
      root.close();
    },
  };
}

/**
 * Creates a directory with a mode, whatever the umask, and opens it. A setgid bit that it inherits stays.
 *
 * @throws system errors
 */
export function createDirectory(place: string, mode: number): OpenDirectory {
  mkdirSync(place, { mode });
  const directory = openDirectory(place);
  const found = directory.stats.mode & 0o7777;
  // Only an empty directory: whoever may rename here could have put another one in its place.
  if ((found & 0o777) !== mode && readdirSync(directory.at()).length === 0) {
    chmodSync(directory.at(), (found & ~0o777) | mode);
  }
  return directory;
}

/**
 * Opens a directory, and creates it with a mode if it does not exist.
 *
 * @returns the directory, and whether it was created
 * @throws system errors
 */
export function openOrCreate(
  place: string,
  mode: number,
): { readonly directory: OpenDirectory; readonly created: boolean } {
  try {
    return { directory: openDirectory(place), created: false };
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
  try {
    return { directory: createDirectory(place, mode), created: true };
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
    return { directory: openDirectory(place), created: false };
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
