import path from "node:path";
import type { RequestedPaths } from "./requested-paths.ts";

/**
 * Finds the files by which directories that have appeared may change what open pages show, among what was requested: the disk is
 * not walked, since such a directory may hold a million files, or links to others.
 *
 * @param urlsOf gives the URL paths of a directory, without a "/" at the end
 * @returns absolute paths, of files that are there or may come
 */
export function requestedBelow(
  directories: readonly string[],
  urlsOf: (directory: string) => readonly string[],
  requested: Pick<RequestedPaths, "within">,
): readonly string[] {
  const byUrl = new Map(directories.flatMap((directory) => urlsOf(directory).map((url) => [url, directory] as const)));
  const filesAt = (url: string): readonly string[] =>
    parentsOf(url).flatMap((above) => {
      const directory = byUrl.get(above);
      return directory === undefined ? [] : path.join(directory, decodeURIComponent(url.slice(above.length)));
    });
  return requested.within(new Set(byUrl.keys())).flatMap(filesAt);
}

function parentsOf(url: string): readonly string[] {
  const above = path.posix.dirname(url);
  return above === url ? [] : [above, ...parentsOf(above)];
}
