import { existsSync } from "node:fs";
import path from "node:path";
import type { RequestedPaths } from "./requested-paths.ts";

/**
 * Finds what open pages may show of directories that have appeared, among what was requested: the disk is not walked, since such a
 * directory may hold a million files, or links to others.
 *
 * @param urlsOf gives the URL paths of a directory, without a "/" at the end
 * @returns the requested URL paths at which one of the directories holds something
 */
export function requestedBelow(
  directories: readonly string[],
  urlsOf: (directory: string) => readonly string[],
  requested: Pick<RequestedPaths, "within">,
): readonly string[] {
  const byUrl = new Map(directories.flatMap((directory) => urlsOf(directory).map((url) => [url, directory] as const)));
  const isThere = (url: string): boolean => {
    for (let above = path.posix.dirname(url); above !== path.posix.dirname(above); above = path.posix.dirname(above)) {
      const directory = byUrl.get(above);
      const rest = decodeURIComponent(url.slice(above.length));
      if (directory !== undefined && existsSync(path.join(directory, rest))) return true;
    }
    return false;
  };
  return requested.within(new Set(byUrl.keys())).filter(isThere);
}
