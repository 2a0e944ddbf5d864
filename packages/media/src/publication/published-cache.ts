import { createMediaFinder, type MediaSite } from "@mediaroot/core/media";
import { createFileCache, type FileCache } from "../files/file-cache.ts";
import type { FilePolicy } from "../files/representation.ts";
import { createPublishedFiles } from "./published-files.ts";

/**
 * Creates what serves MEDIA_URL in production: the files that syncmedia has published; then what else lies in that directory, such as
 * an override that was put there by hand; then uploads, which come into MEDIA_ROOT between two deploys. The files of an app that were
 * not published are not served: they are served nowhere else in production either.
 *
 * @param publication the directory that syncmedia publishes to, absolute
 * @param uploads the files of the site's own sources
 * @returns undefined where syncmedia has published nothing
 * @throws LEDGER_CORRUPT, LEDGER_NEWER; system errors
 */
export function createPublishedCache(
  publication: string,
  { ignore }: Pick<MediaSite, "ignore">,
  { policy, uploads }: { readonly policy: FilePolicy; readonly uploads: FileCache },
): FileCache | undefined {
  const published = createPublishedFiles(publication, policy);
  if (published === undefined) return undefined;
  const finder = createMediaFinder({ sources: [{ kind: "project", mount: "", directory: publication }], ignore });
  const others = createFileCache(finder, policy);
  return {
    take(segments, headers) {
      const found = published.take(segments.join("/"), headers) ?? others.take(segments, headers);
      const isUpload = !policy.labels.has(segments[0] ?? "");
      return found ?? (isUpload ? uploads.take(segments, headers) : undefined);
    },
    clear() {
      others.clear();
      uploads.clear();
    },
  };
}
