import { isAnchored, type OpenDirectory } from "./open-directory.ts";

/** Directories that are held open. */
export interface OpenedDirectories {
  get(path: string): OpenDirectory | undefined;
  keep(path: string, directory: OpenDirectory): OpenDirectory;
  forget(path: string): void;
  close(): void;
}

/** How many directories are held open. */
const MAX_OPEN = 6;

export function createOpened(): OpenedDirectories {
  // Least recently used first.
  const opened = new Map<string, OpenDirectory>();
  const forget = (path: string): void => {
    opened.get(path)?.close();
    opened.delete(path);
  };
  return {
    get: (path) => opened.get(path),
    keep(path, directory) {
      opened.delete(path);
      opened.set(path, directory);
      const [oldest] = opened;
      if (opened.size > MAX_OPEN && oldest !== undefined) forget(oldest[0]);
      return directory;
    },
    forget,
    close() {
      for (const path of opened.keys()) forget(path);
    },
  };
}

/** The directory that something was made in last. */
export interface LastDirectory {
  /** @returns the directory if it has this path, and was looked at just now */
  at(path: string): OpenDirectory | undefined;
  set(path: string, directory: OpenDirectory): OpenDirectory;
  forget(): void;
}

/**
 * For so long a directory is taken to be where it was, milliseconds. Many files are written to one directory, and to look at all
 * directories above it again takes as long as to move a file.
 */
const SAME_MS = 2;

export function createLastDirectory(): LastDirectory {
  let last: { readonly path: string; readonly directory: OpenDirectory; readonly at: number } | undefined;
  return {
    at(path) {
      // Only an open directory stays the same one when another takes its place.
      if (!isAnchored() || last?.path !== path || performance.now() - last.at >= SAME_MS) return undefined;
      return last.directory;
    },
    set(path, directory) {
      last = { path, directory, at: performance.now() };
      return directory;
    },
    forget() {
      last = undefined;
    },
  };
}
