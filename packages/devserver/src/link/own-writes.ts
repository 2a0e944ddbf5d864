import { statSync } from "node:fs";
import path from "node:path";

/** A write of the application's own process to a path. Times are in milliseconds since 1970. */
export interface OwnWrite {
  /** A file, or a directory with all in it; absolute. */
  readonly file: string;
  /** When the write began. Earlier changes are not part of it. */
  readonly from: number;
  /** When the write ended; undefined while it goes on. Later changes are not part of it. */
  readonly until?: number;
}

/** The files that an application has written itself. They are not the user's code, unless the user saves them later. */
export interface OwnWrites {
  add(write: OwnWrite): void;
  /** Whether the last change of a file was such a write, to it or to a directory above it. */
  has(file: string): boolean;
}

/** Creates a record without writes. It keeps the latest of each path. */
export function createOwnWrites(): OwnWrites {
  const latest = new Map<string, OwnWrite>();
  const isFrom = (place: string, at: number): boolean => {
    const write = latest.get(place);
    return write !== undefined && at >= write.from && at <= (write.until ?? Infinity);
  };
  return {
    add: (write) => void latest.set(write.file, write),
    has(file) {
      if (latest.size === 0) return false;
      const at = changedAt(file);
      for (let place = file; ; place = path.dirname(place)) {
        if (isFrom(place, at)) return true;
        if (place === path.dirname(place)) return false;
      }
    },
  };
}

/** @returns the ctime of a file: no program can set it. The removal of a file changes that of its directory. */
export function changedAt(file: string): number {
  try {
    return statSync(file).ctimeMs;
  } catch {
    const parent = path.dirname(file);
    return parent === file ? 0 : changedAt(parent);
  }
}
