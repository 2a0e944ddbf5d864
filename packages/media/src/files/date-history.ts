import type { Validators } from "../http/conditions.ts";

/** Remembers which Last-Modified dates went with which bytes. */
export interface DateHistory {
  /**
   * Whether a date proves that a path has the bytes it had then. It does not once other bytes had the same date or a later
   * one: an edit that keeps its mtime, two within a second, an override removed from before an older file.
   */
  isTrusted(path: string, validators: Pick<Validators, "etag" | "modified">): boolean;
}

interface Remembered {
  readonly etag: string;
  /** The newest date that any bytes had. */
  readonly newest: number;
  /** The newest date that other bytes had. */
  readonly newestOfOthers: number;
}

const MOST_PATHS = 10_000;

/** Creates an empty history. It forgets the paths asked for longest ago. */
export function createDateHistory(): DateHistory {
  const paths = new Map<string, Remembered>();
  const remember = (path: string, remembered: Remembered): void => {
    paths.delete(path);
    paths.set(path, remembered);
    const [oldest] = paths.keys();
    if (paths.size > MOST_PATHS && oldest !== undefined) paths.delete(oldest);
  };
  return {
    isTrusted(path, { etag, modified }) {
      const before = paths.get(path) ?? { etag, newest: -Infinity, newestOfOthers: -Infinity };
      const newestOfOthers = before.etag === etag ? before.newestOfOthers : before.newest;
      remember(path, { etag, newest: Math.max(modified, before.newest), newestOfOthers });
      return modified > newestOfOthers;
    },
  };
}
