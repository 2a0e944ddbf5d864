import { type Dirent, lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import { errnoOf } from "../error.ts";
import { refuseSegment } from "../logical-path.ts";
import type { MediaSource } from "./media-file.ts";
import type { FinderContext } from "./media-lookup.ts";
import type { Standing } from "../disk/standing.ts";

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
  const layers: Layer[] = [];
  for (const source of context.candidates(segments)) {
    const standing = context.stand(source, segments);
    if (standing.kind === "absent") continue;
    if (standing.kind !== "directory") break;
    layers.push(directoryLayer(context, source, { path: standing.path, segments }));
  }
  if (segments.length === 0) layers.push(...distributing.flatMap((source) => labelLayer(context, source)));
  else if (layers.length === 0) return undefined;
  const names = new Set(layers.flatMap((layer) => [...layer.names]));
  const entries = [...names].flatMap((name) =>
    refuseSegment(name) !== undefined || context.ignored([...segments, name]) ? [] : (entryOf(layers, name) ?? []),
  );
  return { logicalPath: segments.join("/"), entries: entries.toSorted(byKindAndName) };
}

/** What one source adds to a directory. */
interface Layer {
  readonly source: MediaSource;
  readonly names: Iterable<string>;
  /** Undefined where nothing of that name stands. */
  readonly stand: (name: string) => Standing | undefined;
}

function directoryLayer(
  context: FinderContext,
  source: MediaSource,
  { path: directory, segments }: { readonly path: string; readonly segments: readonly string[] },
): Layer {
  const entries = new Map(readEntries(directory).map((entry) => [entry.name, entry]));
  return {
    source,
    names: entries.keys(),
    stand(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      return plainStanding(entry, directory) ?? linkStanding(context, source, [...segments, name]);
    },
  };
}

/** What is no link has the real path of its directory, which may be served: one look at it is enough. */
function plainStanding(entry: Dirent, directory: string): Standing | undefined {
  const kind = entry.isFile() ? "file" : entry.isDirectory() ? "directory" : undefined;
  if (kind === undefined) return undefined;
  const target = path.join(directory, entry.name);
  const stats = lstatSync(target, { throwIfNoEntry: false });
  return stats === undefined ? { kind: "absent", path: target, at: target } : { kind, path: target, stats };
}

/** A link that may not be followed is left out, and the rest of the directory is still listed. */
function linkStanding(context: FinderContext, source: MediaSource, segments: readonly string[]): Standing {
  try {
    return context.stand(source, segments);
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return { kind: "refused", path: path.join(source.directory, ...segments), reason: `cannot be looked at (${code})` };
  }
}

function labelLayer(context: FinderContext, source: MediaSource): readonly Layer[] {
  if (source.kind !== "app") return [];
  const { label } = source;
  return [{ source, names: [label], stand: (name) => (name === label ? context.stand(source, [label]) : undefined) }];
}

function readEntries(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
}

function entryOf(layers: readonly Layer[], name: string): DirectoryEntry | undefined {
  const standings = layers.flatMap(({ source, stand }) => {
    const standing = stand(name);
    return standing === undefined || standing.kind === "absent" ? [] : { source, standing };
  });
  const [first, ...rest] = standings;
  if (first === undefined || first.standing.kind === "refused") return undefined;
  const { kind, stats } = first.standing;
  const others = rest.filter(({ standing }) => standing.kind === kind).map(({ source }) => source);
  const size = kind === "file" ? stats.size : 0;
  return { name, kind, size, mtimeMs: stats.mtimeMs, path: first.standing.path, source: first.source, others };
}

function byKindAndName(a: DirectoryEntry, b: DirectoryEntry): number {
  if (a.kind !== b.kind) return a.kind === "directory" ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
