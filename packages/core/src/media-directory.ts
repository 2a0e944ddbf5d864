import { readdirSync } from "node:fs";
import { errnoOf } from "./error.ts";
import { refuseSegment } from "./logical-path.ts";
import type { MediaSource } from "./media-file.ts";
import type { FinderContext } from "./media-lookup.ts";

/** One name in a merged directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory";
  /** Bytes; 0 for a directory. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtimeMs: number;
  /** Where it is, absolute. */
  readonly path: string;
  /** The source that it comes from. */
  readonly source: MediaSource;
  /** A file: the sources whose file it hides. A directory: the others that it is merged from. */
  readonly others: readonly MediaSource[];
}

/** A directory under MEDIA_URL, all sources merged, directories first, then by name. */
export interface MediaDirectory {
  readonly logicalPath: string;
  readonly entries: readonly DirectoryEntry[];
}

/**
 * Merges what the sources hold at a path. At the root each app that has media appears as its label.
 *
 * @param segments an admitted logical path
 * @param distributing the sources whose directory is there
 * @returns undefined where no directory stands, or where a file of an earlier source hides it
 * @throws system errors other than "not there"
 */
export function listDirectory(
  context: FinderContext,
  segments: readonly string[],
  distributing: readonly MediaSource[],
): MediaDirectory | undefined {
  const names = new Set(segments.length === 0 ? distributing.flatMap(labelsOf) : []);
  let exists = segments.length === 0;
  for (const source of context.candidates(segments)) {
    const standing = context.stand(source, segments);
    if (standing.kind === "absent") continue;
    if (standing.kind !== "directory") break;
    exists = true;
    for (const name of readNames(standing.path)) names.add(name);
  }
  if (!exists) return undefined;
  const entries = [...names].flatMap((name) => entryOf(context, [...segments, name]) ?? []);
  return { logicalPath: segments.join("/"), entries: entries.toSorted(byKindAndName) };
}

function labelsOf(source: MediaSource): readonly string[] {
  return source.kind === "app" ? [source.label] : [];
}

function readNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
}

function entryOf(context: FinderContext, segments: readonly string[]): DirectoryEntry | undefined {
  const name = segments.at(-1) ?? "";
  if (refuseSegment(name) !== undefined || context.ignored(segments)) return undefined;
  const standings = context
    .candidates(segments)
    .map((source) => ({ source, standing: context.stand(source, segments) }))
    .filter(({ standing }) => standing.kind !== "absent");
  const [first, ...rest] = standings;
  if (first === undefined || (first.standing.kind !== "file" && first.standing.kind !== "directory")) return undefined;
  const { kind, path, stats } = first.standing;
  const others = rest.filter(({ standing }) => standing.kind === kind).map(({ source }) => source);
  const size = kind === "file" ? stats.size : 0;
  return { name, kind, size, mtimeMs: stats.mtimeMs, path, source: first.source, others };
}

function byKindAndName(a: DirectoryEntry, b: DirectoryEntry): number {
  if (a.kind !== b.kind) return a.kind === "directory" ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
