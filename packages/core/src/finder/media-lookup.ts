import { type ParsedPath, parseSegments } from "../logical-path.ts";
import { identityOf, type MediaFile, type MediaSource } from "./media-file.ts";
import type { Ignore } from "./media-ignore.ts";
import type { LinkRules, Standing } from "../disk/standing.ts";

/** What the questions of a finder share. */
export interface FinderContext {
  readonly ignored: Ignore;
  readonly links: (source: MediaSource) => LinkRules;
  /** The sources that may hold a path, in order of precedence. */
  readonly candidates: (segments: readonly string[]) => readonly MediaSource[];
  readonly stand: (source: MediaSource, segments: readonly string[]) => Standing;
}

/** One place that was looked in for a logical path, and what was there. */
export interface Attempt {
  readonly source: MediaSource;
  readonly path: string;
  readonly outcome: "found" | "shadowed" | "absent" | "directory" | "refused";
  /** Why it was refused. */
  readonly reason?: string;
}

/** How a logical path was looked up: why it was refused as a whole, or each place in order. */
export type Trace =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "looked"; readonly attempts: readonly Attempt[] };

/**
 * Which sources may hold a path: those mounted at the root, and the one mounted at its first segment.
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

/** The file that wins: the first source in which anything stands decides, as in an overlay. */
export function findWinner(context: FinderContext, segments: readonly string[]): MediaFile | undefined {
  const precededBy: string[] = [];
  for (const source of context.candidates(segments)) {
    const standing = context.stand(source, segments);
    if (standing.kind === "file") return mediaFile(segments, { source, standing, precededBy });
    if (standing.kind !== "absent") return undefined;
    precededBy.push(standing.at);
  }
  return undefined;
}

/** The files of sources that come after the winner's. */
export function findShadowed(context: FinderContext, winner: MediaFile): readonly MediaFile[] {
  const segments = winner.logicalPath.split("/");
  const candidates = context.candidates(segments);
  return candidates.slice(candidates.indexOf(winner.source) + 1).flatMap((source) => {
    const standing = context.stand(source, segments);
    return standing.kind === "file" ? mediaFile(segments, { source, standing, precededBy: [winner.path] }) : [];
  });
}

/** Each place that a path is looked for in, in order, with what stands there. */
export function trace(context: FinderContext, segments: readonly string[]): Trace {
  const admitted = admit(context, segments);
  if (admitted.kind === "refused") return admitted;
  let decided = false;
  const attempts = context.candidates(admitted.segments).map((source): Attempt => {
    const standing = context.stand(source, admitted.segments);
    const outcome = outcomeOf(standing, decided);
    decided ||= standing.kind !== "absent";
    const reason = standing.kind === "refused" ? { reason: standing.reason } : {};
    return { source, path: standing.path, outcome, ...reason };
  });
  return { kind: "looked", attempts };
}

function outcomeOf(standing: Standing, decided: boolean): Attempt["outcome"] {
  if (standing.kind !== "file") return standing.kind;
  return decided ? "shadowed" : "found";
}

interface Found {
  readonly source: MediaSource;
  readonly standing: Extract<Standing, { kind: "file" | "directory" }>;
  readonly precededBy: readonly string[];
}

function mediaFile(segments: readonly string[], { source, standing, precededBy }: Found): MediaFile {
  const { path, stats } = standing;
  return { logicalPath: segments.join("/"), path, source, identity: identityOf(stats), mode: stats.mode, precededBy };
}
