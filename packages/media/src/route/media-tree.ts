import {
  createMediaFinder,
  encodeSegments,
  isServedHere,
  type MediaFinder,
  type MediaSite,
  splitPath,
} from "@mediaroot/core/media";
import { createFileCache, type FileCache } from "../files/file-cache.ts";
import { createPublishedCache, createTrialCache } from "../publication/published-cache.ts";
import { createPrefixTable, prefixSegments, type PrefixTable } from "../http/prefix-table.ts";
import type { FilePolicy } from "../files/representation.ts";

/** The files below one URL prefix: MEDIA_URL, ADMIN_MEDIA_PREFIX, or a directory of MOUNTS. */
export interface MediaTree {
  /** The URL prefix, in segments. */
  readonly prefix: readonly string[];
  /** The logical path of the prefix, in segments. */
  readonly start: readonly string[];
  readonly finder: MediaFinder;
  readonly files: FileCache;
  /** @returns the URL path of a logical path */
  readonly urlOf: (segments: readonly string[]) => string;
  /** @returns the URL paths of a file or directory on disk, whether or not it exists */
  readonly urlsOf: (file: string) => readonly string[];
}

/** The trees of a site, by URL prefix. */
export interface MediaTrees extends Pick<PrefixTable<MediaTree>, "match" | "values"> {
  /** The finder of MEDIA_URL. */
  readonly finder: MediaFinder;
  /**
   * Adds a directory.
   *
   * @param prefix a URL prefix
   * @param directory absolute
   */
  mount(prefix: string, directory: string): void;
}

/**
 * Creates the trees of a site. With an absolute MEDIA_URL media is served elsewhere, and only the mounts are served here.
 */
export function createMediaTrees(site: MediaSite, policy: FilePolicy): MediaTrees {
  const table = createPrefixTable<MediaTree>();
  const add = (url: string, tree: Pick<MediaTree, "start" | "finder" | "files">): void => {
    const prefix = prefixSegments(url);
    table.set(prefix, { prefix, ...tree, ...createUrls(prefix, tree) });
  };
  const finder = createMediaFinder(site);
  const files = createSiteFiles(site, finder, policy);
  const mount = (prefix: string, directory: string): void => {
    const mounted = createMediaFinder({ sources: [{ kind: "mount", mount: "", directory }], ignore: site.ignore });
    add(prefix, { start: [], finder: mounted, files: createFileCache(mounted, policy) });
  };
  if (isServedHere(site)) {
    add(site.mediaUrl, { start: [], finder, files });
    if (site.adminMediaPrefix !== undefined) add(site.adminMediaPrefix, { start: ["admin"], finder, files });
  }
  for (const { prefix, directory } of site.mounts) mount(prefix, directory);
  return { match: besides(site, table), values: table.values, finder, mount };
}

/**
 * In production the files that syncmedia has published, once it has; else each source where it is. A development server with DEBUG
 * off serves content-named files besides the sources.
 */
function createSiteFiles(site: MediaSite, finder: MediaFinder, policy: FilePolicy): FileCache {
  const files = createFileCache(finder, policy);
  const { publication, debug } = site;
  if (publication === undefined) return files;
  if (!policy.development) return createPublishedCache(publication, site, { policy, sources: files });
  return debug ? files : createTrialCache(publication, { policy, sources: files });
}

/** A mounted application keeps its part of a directory that is mounted above it. */
function besides({ applicationMounts = [] }: MediaSite, table: PrefixTable<MediaTree>): MediaTrees["match"] {
  if (applicationMounts.length === 0) return table.match;
  const applications = createPrefixTable<true>();
  for (const { prefix } of applicationMounts) applications.set(prefixSegments(prefix), true);
  return (segments) => {
    const found = table.match(segments);
    const depth = applications.match(segments)?.depth ?? 0;
    return found !== undefined && found.depth > depth ? found : undefined;
  };
}

function createUrls(
  prefix: readonly string[],
  { start, finder }: Pick<MediaTree, "start" | "finder">,
): Pick<MediaTree, "urlOf" | "urlsOf"> {
  const urlOf = (segments: readonly string[]): string =>
    `/${encodeSegments([...prefix, ...segments.slice(start.length)])}`;
  const isInside = (segments: readonly string[]): boolean =>
    start.every((segment, index) => segments[index] === segment);
  return { urlOf, urlsOf: (file) => finder.logicalPathsOf(file).map(splitPath).filter(isInside).map(urlOf) };
}
