import { createMediaFinder, type MediaFinder, type MediaSources, splitPath } from "@mediaroot/core";

/**
 * Called once for each path that a page names and that is not there.
 *
 * @param near similar paths that are there; none in production
 */
export type OnMissingMedia = (logicalPath: string, near: readonly string[]) => void;

/** Gives the function that looks each path up, once, in the media sources. The page does not wait for `onMissing`. */
export function bindMediaCheck(site: MediaSources, onMissing: OnMissingMedia): (logicalPath: string) => void {
  const finder = createMediaFinder(site);
  const checked = new Set<string>();
  return (logicalPath) => {
    if (checked.has(logicalPath)) return;
    checked.add(logicalPath);
    const segments = splitPath(logicalPath);
    if (!isMissing(finder, segments)) return;
    void nearPaths(finder, segments).then((near) => onMissing(logicalPath, near));
  };
}

/**
 * A directory is not missing, since a page may add a file name to its URL. Neither is a path that cannot be read: the request for it
 * reports why.
 */
function isMissing(finder: MediaFinder, segments: readonly string[]): boolean {
  if (segments.length === 0) return false;
  try {
    const trace = finder.trace(segments);
    return trace.kind === "refused" || trace.attempts.every(({ outcome }) => outcome === "absent");
  } catch {
    return false;
  }
}

async function nearPaths(finder: MediaFinder, segments: readonly string[]): Promise<readonly string[]> {
  try {
    const { paths } = await finder.suggest(segments);
    return paths.map((near) => near.join("/"));
  } catch {
    return [];
  }
}
