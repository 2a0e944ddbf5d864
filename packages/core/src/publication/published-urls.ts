import path from "node:path";
import { encodeSegments } from "../logical-path.ts";
import { isServedHere, type MediaUrlOf } from "../media-url.ts";
import { loadManifest, type Manifest } from "./manifest.ts";

/** The content-named URLs of a site in production. */
export interface PublishedUrls {
  /** @returns the path below MEDIA_URL, percent-encoded; undefined for a file that the manifest does not name */
  readonly pathOf: (logicalPath: string) => string | undefined;
  /** The URL of a logical path: the content-named one, or the plain one of a file that the manifest does not name, which is reported. */
  readonly urlOf: MediaUrlOf;
  /**
   * The `integrity` of a logical path, for a tag. Undefined for a file that the manifest does not name, and for all files unless
   * MEDIA_INTEGRITY is on and MEDIA_URL is on another origin.
   */
  readonly integrityOf: (logicalPath: string) => string | undefined;
  /** Calls `onMissing` of `loadPublishedUrls` with a path that the manifest does not name: once, and only for a file of an installed app. */
  readonly reportMissing: (logicalPath: string) => void;
}

/** The site that the URLs are for; `Project` satisfies it. */
export interface PublishedSite {
  readonly root: string;
  readonly debug: boolean;
  readonly mediaUrl: string;
  readonly settings: { readonly MEDIA_MANIFEST: string; readonly MEDIA_INTEGRITY: boolean };
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
  { mediaUrl, settings }: PublishedSite,
  reportMissing: (logicalPath: string) => void,
): PublishedUrls {
  const encode = (logicalPath: string): string => encodeSegments(logicalPath.split("/"));
  const pathOf = (logicalPath: string): string | undefined => {
    const found = manifest.get(logicalPath)?.path;
    return found === undefined ? undefined : encode(found);
  };
  const hasIntegrity = settings.MEDIA_INTEGRITY && !isServedHere({ mediaUrl });
  return {
    pathOf,
    urlOf(logicalPath) {
      const hashed = pathOf(logicalPath);
      if (hashed === undefined) reportMissing(logicalPath);
      return mediaUrl + (hashed ?? encode(logicalPath));
    },
    integrityOf: (logicalPath) => (hasIntegrity ? manifest.get(logicalPath)?.integrity : undefined),
    reportMissing,
  };
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
