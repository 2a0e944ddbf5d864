import path from "node:path";
import { encodeSegments } from "../logical-path.ts";
import type { MediaUrlOf } from "../media-url.ts";
import { loadManifest, type Manifest } from "./manifest.ts";

/** The content-named URLs of a site in production. */
export interface PublishedUrls {
  /** @returns the path below MEDIA_URL, percent-encoded; undefined for a file that the manifest does not name */
  readonly pathOf: (logicalPath: string) => string | undefined;
  /** The URL of a logical path: the content-named one, or the plain one of a file that the manifest does not name. */
  readonly urlOf: MediaUrlOf;
}

/** The site that the URLs are for; `Project` satisfies it. */
export interface PublishedSite {
  readonly root: string;
  readonly debug: boolean;
  readonly mediaUrl: string;
  readonly settings: { readonly MEDIA_MANIFEST: string };
  readonly registry: { has(label: string): boolean };
}

/**
 * Loads the manifest that ships with a project's code (MEDIA_MANIFEST).
 *
 * @param onMissing called once for each file of an installed app that a page names and the manifest does not
 * @returns undefined with DEBUG on, and where there is no manifest: then every URL is a plain one
 * @throws MANIFEST_INVALID, MANIFEST_NEWER; system errors
 */
export function loadPublishedUrls(
  site: PublishedSite,
  onMissing: (logicalPath: string) => void,
): PublishedUrls | undefined {
  if (site.debug) return undefined;
  const manifest = loadManifest(path.resolve(site.root, site.settings.MEDIA_MANIFEST));
  return manifest === undefined ? undefined : createPublishedUrls(manifest, site, reportOnce(site, onMissing));
}

function createPublishedUrls(
  manifest: Manifest,
  { mediaUrl }: PublishedSite,
  onMissing: (logicalPath: string) => void,
): PublishedUrls {
  const encode = (logicalPath: string): string => encodeSegments(logicalPath.split("/"));
  const pathOf = (logicalPath: string): string | undefined => {
    const found = manifest.get(logicalPath)?.path;
    if (found === undefined) onMissing(logicalPath);
    return found === undefined ? undefined : encode(found);
  };
  return { pathOf, urlOf: (logicalPath) => mediaUrl + (pathOf(logicalPath) ?? encode(logicalPath)) };
}

/** Uploads have no content names, so only the files of apps are missed. */
function reportOnce(
  { registry }: PublishedSite,
  onMissing: (logicalPath: string) => void,
): (logicalPath: string) => void {
  const reported = new Set<string>();
  return (logicalPath) => {
    const [label = "", ...rest] = logicalPath.split("/");
    const isFile = rest.length > 0 && rest.at(-1) !== "";
    if (!isFile || !registry.has(label) || reported.has(logicalPath)) return;
    reported.add(logicalPath);
    onMissing(logicalPath);
  };
}
