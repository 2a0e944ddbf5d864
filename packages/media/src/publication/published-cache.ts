import { createMediaFinder, type MediaSite } from "@mediaroot/core/media";
import { createFileCache, type FileCache, type MediaPath } from "../files/file-cache.ts";
import type { FilePolicy } from "../files/representation.ts";
import { createPublishedFiles, type PublishedFiles } from "./published-files.ts";

/**
 * Creates the files of MEDIA_URL in production: those that syncmedia has published; then others in that directory, such as an
 * override that was put there by hand; then uploads, which arrive in MEDIA_ROOT between two deploys. Files of an app that were
 * not published are not served, as nginx does not serve them either. Until syncmedia has published for the first time, all files come
 * from the site's own sources.
 *
 * @param publication the directory that syncmedia publishes to, absolute. It may be published to later
 * @param sources the files of the site's own sources
 * @throws LEDGER_CORRUPT, LEDGER_NEWER; system errors
 */
export function createPublishedCache(
  publication: string,
  { ignore }: Pick<MediaSite, "ignore">,
  { policy, sources }: { readonly policy: FilePolicy; readonly sources: FileCache },
): FileCache {
  let published = createPublishedFiles(publication, policy);
  const finder = createMediaFinder({ sources: [{ kind: "project", mount: "", directory: publication }], ignore });
  const others = createFileCache(finder, policy);
  const isOfApp = ({ segments }: MediaPath): boolean => policy.labels.has(segments[0] ?? "");
  return {
    take(path, request) {
      published ??= createPublishedFiles(publication, policy);
      if (published === undefined) return sources.take(path, request);
      const found = published.take(path.logicalPath, request.codings) ?? others.take(path, request);
      return found !== undefined || isOfApp(path) ? found : sources.take(path, request);
    },
    // What the ledger lists is served only where it is on disk too.
    absentPlaces(path) {
      const places = others.absentPlaces(path);
      const more = published !== undefined && isOfApp(path) ? [] : sources.absentPlaces(path);
      return places && more && [...places, ...more];
    },
    clear() {
      others.clear();
      sources.clear();
    },
  };
}

/**
 * Creates the files of MEDIA_URL for a development server with DEBUG off: those of the sources, and the content-named files of the
 * publication, which the pages name then.
 *
 * @param publication the directory that syncmedia publishes to, absolute. It may be published to later
 * @param sources the files of the site's own sources
 */
export function createTrialCache(
  publication: string,
  { policy, sources }: { readonly policy: FilePolicy; readonly sources: FileCache },
): FileCache {
  let published: PublishedFiles | undefined;
  return {
    take(path, request) {
      const found = sources.take(path, request);
      if (found !== undefined) return found;
      published ??= createPublishedFiles(publication, policy);
      return published?.isHashed(path.logicalPath) === true
        ? published.take(path.logicalPath, request.codings)
        : undefined;
    },
    absentPlaces: () => undefined,
    clear: sources.clear,
  };
}
