import { type ParsedPath, parseSegments } from "../logical-path.ts";
import { identityOf, type MediaFile, type MediaSource } from "./media-file.ts";
import type { Ignore } from "./media-ignore.ts";
import type { LinkRules, PathEntry } from "../disk/path-entry.ts";

/** The state that all lookups of one finder share. */
export interface FinderContext {
  readonly ignored: Ignore;
  readonly links: (source: MediaSource) => LinkRules;
  /** The sources that may hold a path, in order of precedence. */
  readonly candidates: (segments: readonly string[]) => readonly MediaSource[];
  /** Gives the entry at a logical path in one source. */
  readonly entryIn: (source: MediaSource, segments: readonly string[]) => PathEntry;
}

/** A place where a logical path was looked for, and what is there. */
export interface Attempt {
  readonly source: MediaSource;
  readonly path: string;
  readonly outcome: "found" | "shadowed" | "absent" | "directory" | "refused";
  /** Why it was refused. */
  readonly reason?: string;
}

/** How a logical path was looked up: each place in order, or the reason why the path was refused. */
export type Trace =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "looked"; readonly attempts: readonly Attempt[] };

/**
 * Gives the function that selects the sources for a path: those mounted at the root, and the one mounted at its first segment.
 *
 * @param sources in order of precedence
 */
export function candidatesBy(sources: readonly MediaSource[]): FinderContext["candidates"] {
  const atRoot = sources.filter(({ mount }) => mount === "");
  const mounts = new Map(
    sources.map(({ mount }) => [mount, sources.filter((source) => source.mount === "" || source.mount === mount)]),
  );
  return ([first]) => (first === undefined ? atRoot : (mounts.get(`${first}/`) ?? atRoot));
}

/** @returns the segments if they may be looked up, else the reason why not */
export function admit(context: FinderContext, segments: readonly string[]): ParsedPath {
  const parsed = parseSegments(segments);
  if (parsed.kind === "refused" || !context.ignored(parsed.segments)) return parsed;
  return { kind: "refused", reason: "is ignored by MEDIA_IGNORE" };
}

/** The first source that holds anything at the path decides, as in an overlay file system. */
export function findWinner(context: FinderContext, segments: readonly string[]): MediaFile | undefined {
  const precededBy: string[] = [];
  for (const source of context.candidates(segments)) {
    const entry = context.entryIn(source, segments);
    if (entry.kind === "file") return mediaFile(segments, { source, entry, precededBy });
    if (entry.kind !== "absent") return undefined;
    precededBy.push(entry.at);
  }
  return undefined;
}

/** @returns the files of the sources that come after the winner's */
export function findShadowed(context: FinderContext, winner: MediaFile): readonly MediaFile[] {
  const segments = winner.logicalPath.split("/");
  const candidates = context.candidates(segments);
  return candidates.slice(candidates.indexOf(winner.source) + 1).flatMap((source) => {
    const entry = context.entryIn(source, segments);
    return entry.kind === "file" ? mediaFile(segments, { source, entry, precededBy: [winner.path] }) : [];
  });
}

/** @returns each place where a path is looked for, in order */
export function trace(context: FinderContext, segments: readonly string[]): Trace {
  const admitted = admit(context, segments);
  if (admitted.kind === "refused") return admitted;
  let isDecided = false;
  const attempts = context.candidates(admitted.segments).map((source): Attempt => {
    const entry = context.entryIn(source, admitted.segments);
    const outcome = outcomeOf(entry, isDecided);
    isDecided ||= entry.kind !== "absent";
    const reason = entry.kind === "refused" ? { reason: entry.reason } : {};
    return { source, path: entry.path, outcome, ...reason };
  });
  return { kind: "looked", attempts };
}

/**
 * The places that must stay empty for nothing to be found at a path: in each source, the first part of the path that does not exist.
 *
 * @returns undefined if anything is there, or if the path is refused
 */
export function absentPlaces(context: FinderContext, segments: readonly string[]): readonly string[] | undefined {
  if (admit(context, segments).kind === "refused") return undefined;
  const places: string[] = [];
  for (const source of context.candidates(segments)) {
    const entry = context.entryIn(source, segments);
    if (entry.kind !== "absent") return undefined;
    places.push(entry.at);
  }
  return places;
}

function outcomeOf(entry: PathEntry, isDecided: boolean): Attempt["outcome"] {
  if (entry.kind !== "file") return entry.kind;
  return isDecided ? "shadowed" : "found";
}

interface FoundEntry {
  readonly source: MediaSource;
  readonly entry: Extract<PathEntry, { kind: "file" | "directory" }>;
  readonly precededBy: readonly string[];
}

function mediaFile(segments: readonly string[], { source, entry, precededBy }: FoundEntry): MediaFile {
  const { path, stats } = entry;
  return { logicalPath: segments.join("/"), path, source, identity: identityOf(stats), precededBy };
}
