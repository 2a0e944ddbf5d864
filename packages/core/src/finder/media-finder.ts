import { statSync } from "node:fs";
import path from "node:path";
import { contains } from "../disk/containment.ts";
import { isDirectory, lstatAt } from "../disk/file-status.ts";
import { listDirectory, type MediaDirectory, type PageRange } from "./media-directory.ts";
import { suggestPaths, type Suggestions } from "./suggestions.ts";
import { identityOf, type MediaFile, type MediaSource, sameIdentity } from "./media-file.ts";
import { compileIgnore } from "./media-ignore.ts";
import { listMedia, type ListOptions, type MediaListing } from "./media-list.ts";
import {
  absentPlaces,
  admit,
  candidatesBy,
  type FinderContext,
  findShadowed,
  findWinner,
  trace,
  type Trace,
} from "./media-lookup.ts";
import { splitPath } from "../logical-path.ts";
import { entryAt, type LinkRules } from "../disk/path-entry.ts";
import { createRealRoots, type RealRoots } from "./real-roots.ts";

/** The sources of a finder. Plain data; `Project` and `MediaSite` satisfy it. */
export interface MediaSources {
  /** In order of precedence. */
  readonly sources: readonly MediaSource[];
  /** MEDIA_IGNORE. */
  readonly ignore: readonly string[];
}

/**
 * Answers every question about which file a logical path is. Paths are passed as decoded segments, as they came out of the
 * request target, and each is checked: `["js/core.js"]` is refused. Unless a method says otherwise it throws system errors other
 * than "not there": EACCES, EIO, EMFILE.
 */
export interface MediaFinder {
  /** @returns the file that wins, or undefined if none is served. Django: `finders.find(path)` */
  find(segments: readonly string[]): MediaFile | undefined;
  /** @returns the file that wins, then each that it shadows. Django: `finders.find(path, find_all=True)` */
  findAll(segments: readonly string[]): readonly MediaFile[];
  /** @returns each place where a path is looked for, in order, with what is there */
  trace(segments: readonly string[]): Trace;
  /**
   * The places that must stay empty for nothing to be found at a path: in each source, the first part of the path that does not exist.
   *
   * @returns undefined if anything is there, or if the path is refused
   */
  absentPlaces(segments: readonly string[]): readonly string[] | undefined;
  /**
   * Lists the files that win. Directories that cannot be read are reported in `failed`. Django: `finder.list(ignore_patterns)`.
   *
   * @throws APP_UNKNOWN for a label that no source has
   */
  list(options?: ListOptions): MediaListing;
  /**
   * A directory, merged from all sources; undefined if there is none. The root has no segments. Asynchronous, so that a directory
   * of 100,000 files does not block the process.
   *
   * @param range the entries to look at. Default: all
   */
  listDirectory(segments: readonly string[], range?: PageRange): Promise<MediaDirectory | undefined>;
  /**
   * Suggests existing paths for a path at which nothing is found.
   *
   * @param from how many of the segments are known to exist. Default: none
   */
  suggest(segments: readonly string[], from?: number): Promise<Suggestions>;
  /**
   * The logical paths under which a file or directory would be served, whether or not it exists and wins. The directory of a source
   * has the path that the source is mounted at: `admin`, or the empty path. None if the path is refused or ignored.
   *
   * @param file absolute, and spelled as the source's directory is: no link is followed
   */
  logicalPathsOf(file: string): readonly string[];
  /** Whether a file that was found before still wins and is unchanged. Costs a stat for each place; never throws. */
  isCurrent(file: MediaFile): boolean;
  /** Whether a real path lies in the real directory of a source, as every file that is opened must. */
  holds(realPath: string): boolean;
  /** The sources whose directory exists. Cached until `invalidate`. */
  distributing(): readonly MediaSource[];
  /** Clears the cache. The watcher calls it. */
  invalidate(): void;
}

/**
 * Creates a finder over an ordered list of sources. Nothing is scanned ahead: each call looks only where its answer can be.
 *
 * @param site the sources and MEDIA_IGNORE
 * @example
 * const finder = createMediaFinder(await loadProject());
 * finder.find(["admin", "js", "core.js"])?.path;
 */
export function createMediaFinder(site: MediaSources): MediaFinder {
  let distributing: readonly MediaSource[] | undefined;
  const roots = createRealRoots(site.sources);
  const context = createContext(site, roots);
  const find = (segments: readonly string[]): MediaFile | undefined => {
    const admitted = admit(context, segments);
    return admitted.kind === "path" ? findWinner(context, admitted.segments) : undefined;
  };
  const finder: MediaFinder = {
    find,
    findAll(segments) {
      const winner = find(segments);
      return winner === undefined ? [] : [winner, ...findShadowed(context, winner)];
    },
    trace: (segments) => trace(context, segments),
    absentPlaces: (segments) => absentPlaces(context, segments),
    list: (options = {}) => listMedia(context, site.sources, options),
    async listDirectory(segments, range = { from: 0, count: Infinity }) {
      if (admit(context, segments).kind === "refused") return undefined;
      return listDirectory(context, segments, { ...range, distributing: finder.distributing() });
    },
    async suggest(segments, from = 0) {
      if (admit(context, segments).kind === "refused") return { paths: [] };
      return suggestPaths(context, segments, { from, distributing: finder.distributing() });
    },
    logicalPathsOf: (file) =>
      site.sources
        .flatMap((source) => logicalPathIn(source, file) ?? [])
        .filter((logicalPath) => admit(context, splitPath(logicalPath)).kind === "path"),
    isCurrent,
    holds: roots.contain,
    distributing: () => (distributing ??= site.sources.filter(({ directory }) => isDirectory(directory))),
    invalidate() {
      distributing = undefined;
      roots.forget();
    },
  };
  return finder;
}

function createContext({ sources, ignore }: MediaSources, roots: RealRoots): FinderContext {
  const links = ({ mount }: MediaSource): LinkRules => ({
    allowed: roots.contain,
    isSource: mount === "" ? roots.include : undefined,
  });
  return {
    ignored: compileIgnore(ignore),
    links,
    candidates: candidatesBy(sources),
    entryIn: (source, segments) =>
      entryAt(source.directory, segments.slice(source.mount === "" ? 0 : 1), links(source)),
  };
}

function logicalPathIn({ directory, mount }: MediaSource, file: string): string | undefined {
  if (!contains(directory, file)) return undefined;
  if (file === directory) return mount.replace(/\/$/, "");
  return mount + path.relative(directory, file).split(path.sep).join("/");
}

function isCurrent(file: MediaFile): boolean {
  try {
    if (file.precededBy.some((place) => lstatAt(place) !== undefined)) return false;
    const stats = statSync(file.path, { throwIfNoEntry: false });
    return stats !== undefined && sameIdentity(identityOf(stats), file.identity);
  } catch {
    return false;
  }
}
