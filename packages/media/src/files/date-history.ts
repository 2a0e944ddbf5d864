import type { Validators } from "../http/conditions.ts";

/** Remembers the Last-Modified dates that different bytes of a path have had. */
export interface DateHistory {
  /**
   * Decides whether a date proves that the bytes of a path are unchanged. It does not if other bytes had the same date or a
   * later one: after an edit that keeps the mtime, after two edits within a second, after the removal of an override that hid
   * an older file.
   */
  isTrusted(path: string, validators: Pick<Validators, "etag" | "modified">): boolean;
}

interface Remembered {
  readonly etag: string;
  /** The newest date that any bytes have had. */
  readonly newest: number;
  /** The newest date that other bytes have had. */
  readonly newestOfOthers: number;
}

const MAX_PATHS = 10_000;

/** Creates an empty history. It forgets the paths whose last request was longest ago. */
export function createDateHistory(): DateHistory {
  const paths = new Map<string, Remembered>();
  const remember = (path: string, remembered: Remembered): void => {
    paths.delete(path);
    paths.set(path, remembered);
    const [oldest] = paths.keys();
    if (paths.size > MAX_PATHS && oldest !== undefined) paths.delete(oldest);
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
