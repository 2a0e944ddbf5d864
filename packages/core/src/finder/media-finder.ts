import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { contains } from "../disk/containment.ts";
import { isDirectory, lstatAt } from "../disk/file-status.ts";
import { listDirectory, type MediaDirectory, type PageRange } from "./media-directory.ts";
import { suggest, type Suggestions } from "./suggestions.ts";
import { identityOf, type MediaFile, type MediaSource, sameIdentity } from "./media-file.ts";
import { createIgnore } from "./media-ignore.ts";
import { listMedia, type ListOptions, type MediaListing } from "./media-list.ts";
import {
  admit,
  candidatesBy,
  type FinderContext,
  findShadowed,
  findWinner,
  trace,
  type Trace,
} from "./media-lookup.ts";
import { splitPath } from "../logical-path.ts";
import { type LinkRules, standingAt } from "../disk/standing.ts";

/** What a finder looks in: plain data, so that it crosses process borders. `Project` and `MediaSite` satisfy it. */
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
  /** The file that wins, or undefined where nothing is served. Django: `finders.find(path)`. */
  find(segments: readonly string[]): MediaFile | undefined;
  /** The file that wins, then each that it shadows. Django: `finders.find(path, find_all=True)`. */
  findAll(segments: readonly string[]): readonly MediaFile[];
  /** Each place that a path is looked for in, in order, with what stands there. */
  trace(segments: readonly string[]): Trace;
  /**
   * The effective files. What cannot be read is told, not thrown. Django: `finder.list(ignore_patterns)`.
   *
   * @throws APP_UNKNOWN for a label that no source has
   */
  list(options?: ListOptions): MediaListing;
  /**
   * What a directory holds, all sources merged; undefined if there is none. The root has no segments. Asynchronous, so that
   * a directory with 100,000 files blocks nobody.
   *
   * @param range the entries to look at; default: all
   */
  listDirectory(segments: readonly string[], range?: PageRange): Promise<MediaDirectory | undefined>;
  /**
   * Suggests existing paths for a path at which nothing is found.
   *
   * @param from how many segments are there for certain; default: none
   */
  suggest(segments: readonly string[], from?: number): Promise<Suggestions>;
  /**
   * The logical paths that a place on disk has, whether or not anything stands there and wins; none for one that is
   * refused or ignored.
   *
   * @param file absolute, as a source's directory spells it: no link is followed
   */
  logicalPathsOf(file: string): readonly string[];
  /** Whether a file found before still wins, unchanged: one stat a place, nothing read. Never throws. */
  isCurrent(file: MediaFile): boolean;
  /** Whether a real path lies inside the real directory of some source: what is opened must. */
  holds(realPath: string): boolean;
  /** The sources whose directory is there now. Cached until `invalidate`. */
  distributing(): readonly MediaSource[];
  /** Forgets what is cached; the watcher calls it. */
  invalidate(): void;
}

/**
 * Creates the finder over one ordered list of sources. Nothing is scanned: each question looks only where its answer can be.
 *
 * @param site the sources, in order, and what is ignored
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
    list: (options = {}) => listMedia(context, site.sources, options),
    async listDirectory(segments, range = { from: 0, count: Infinity }) {
      if (admit(context, segments).kind === "refused") return undefined;
      return listDirectory(context, segments, { ...range, distributing: finder.distributing() });
    },
    async suggest(segments, from = 0) {
      if (admit(context, segments).kind === "refused") return { paths: [] };
      return suggest(context, segments, { from, distributing: finder.distributing() });
    },
    logicalPathsOf: (file) =>
      site.sources
        .flatMap((source) => placeIn(source, file) ?? [])
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
    standsForSource: mount === "" ? roots.include : undefined,
  });
  return {
    ignored: createIgnore(ignore),
    links,
    candidates: candidatesBy(sources),
    stand: (source, segments) =>
      standingAt(source.directory, segments.slice(source.mount === "" ? 0 : 1), links(source)),
  };
}

function placeIn({ directory, mount }: MediaSource, file: string): string | undefined {
  if (file === directory || !contains(directory, file)) return undefined;
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

/** The real directories of the sources. Before anything is refused they are looked up anew. */
interface RealRoots {
  /** Whether a real path is one of them, or lies below one. */
  readonly contain: (realPath: string) => boolean;
  /** Whether it is one of them. */
  readonly include: (realPath: string) => boolean;
  readonly forget: () => void;
}

function createRealRoots(sources: readonly MediaSource[]): RealRoots {
  let roots: readonly string[] | undefined;
  const some = (test: (root: string) => boolean): boolean => {
    if (roots?.some(test) === true) return true;
    roots = sources.flatMap(({ directory }) => realDirectory(directory) ?? []);
    return roots.some(test);
  };
  return {
    contain: (real) => some((root) => contains(root, real)),
    include: (real) => some((root) => root === real),
    forget() {
      roots = undefined;
    },
  };
}

function realDirectory(directory: string): string | undefined {
  try {
    return realpathSync.native(directory);
  } catch {
    return undefined;
  }
}
