import { type Dirent, lstatSync } from "node:fs";
import { opendir } from "node:fs/promises";
import path from "node:path";
import { errnoOf } from "../error.ts";
import { refuseSegment } from "../logical-path.ts";
import { createTimeSlices } from "../time-slices.ts";
import type { MediaSource } from "./media-file.ts";
import type { FinderContext } from "./media-lookup.ts";
import type { Standing } from "../disk/standing.ts";

/** What one source holds in a directory. */
export interface Layer {
  readonly source: MediaSource;
  readonly names: Iterable<string>;
  /** Looks at one name; undefined if this source does not have it. */
  stand(name: string): Standing | undefined;
  /** The same without a look at the disk, for all but links. */
  kindOf(name: string): Standing["kind"] | undefined;
}

/** The directories of all sources at one logical path. */
export interface LayeredDirectory {
  readonly layers: readonly Layer[];
  /** False if reading stopped at the given number of names. */
  readonly isComplete: boolean;
}

/** Where to read, and how far. */
export interface LayerOptions {
  /** The sources whose directory is there. */
  readonly distributing: readonly MediaSource[];
  /** Stop after so many names. Default: none. */
  readonly maxNames?: number | undefined;
}

/**
 * Reads the names that the sources hold at a path, in order of precedence, without blocking the event loop. At the root each
 * app that has media appears as its label.
 *
 * @param segments an admitted logical path
 * @returns undefined if no directory is there, or a file of an earlier source hides it
 * @throws system errors other than "not there"
 */
export async function readLayers(
  context: FinderContext,
  segments: readonly string[],
  { distributing, maxNames = Infinity }: LayerOptions,
): Promise<LayeredDirectory | undefined> {
  const layers: Layer[] = [];
  let left = maxNames;
  for (const source of context.candidates(segments)) {
    const standing = context.stand(source, segments);
    if (standing.kind === "absent") continue;
    if (standing.kind !== "directory") break;
    const entries = await readEntries(standing.path, left);
    left -= entries.size;
    layers.push(directoryLayer(context, { source, segments, directory: standing.path }, entries));
  }
  if (segments.length === 0) layers.push(...distributing.flatMap((source) => labelLayer(context, source)));
  else if (layers.length === 0) return undefined;
  return { layers, isComplete: left > 0 };
}

/** Which names a merged directory has, by their kind. What is refused, ignored or hidden is left out. */
export async function namesByKind(
  context: FinderContext,
  segments: readonly string[],
  layers: readonly Layer[],
): Promise<Readonly<Record<"directory" | "file", readonly string[]>>> {
  const slices = createTimeSlices();
  const seen = new Set<string>();
  const names = { directory: [] as string[], file: [] as string[] };
  for (const name of layers.flatMap((layer) => [...layer.names])) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (slices.isOver()) await slices.next();
    if (refuseSegment(name) !== undefined || context.ignored([...segments, name], segments.length)) continue;
    const kind = winningKind(layers, name);
    if (kind === "directory" || kind === "file") names[kind].push(name);
  }
  return names;
}

function winningKind(layers: readonly Layer[], name: string): Standing["kind"] | undefined {
  for (const layer of layers) {
    const kind = layer.kindOf(name);
    if (kind !== undefined && kind !== "absent") return kind;
  }
  return undefined;
}

type EntryKind = "file" | "directory" | "other";

async function readEntries(directory: string, maxNames: number): Promise<ReadonlyMap<string, EntryKind>> {
  const entries = new Map<string, EntryKind>();
  if (maxNames <= 0) return entries;
  try {
    for await (const entry of await opendir(directory, { bufferSize: 512 })) {
      entries.set(entry.name, kindOf(entry));
      if (entries.size >= maxNames) break;
    }
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
  return entries;
}

function kindOf(entry: Dirent): EntryKind {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "directory" : "other";
}

interface Place {
  readonly source: MediaSource;
  readonly segments: readonly string[];
  /** Where that is, absolute. */
  readonly directory: string;
}

function directoryLayer(context: FinderContext, place: Place, entries: ReadonlyMap<string, EntryKind>): Layer {
  const { source, segments, directory } = place;
  const stand: Layer["stand"] = (name) => {
    const kind = entries.get(name);
    if (kind === undefined) return undefined;
    return kind === "other"
      ? linkStanding(context, source, [...segments, name])
      : plainStanding(kind, path.join(directory, name));
  };
  return {
    source,
    names: entries.keys(),
    stand,
    kindOf(name) {
      const kind = entries.get(name);
      return kind === "other" ? stand(name)?.kind : kind;
    },
  };
}

/** A file or directory that is no link has the real path of its directory, which may be served: one look is enough. */
function plainStanding(kind: "file" | "directory", target: string): Standing {
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
  const stand: Layer["stand"] = (name) => (name === label ? context.stand(source, [label]) : undefined);
  return [{ source, names: [label], stand, kindOf: (name) => stand(name)?.kind }];
}
