import { type Dirent, lstatSync } from "node:fs";
import { opendir } from "node:fs/promises";
import path from "node:path";
import { errnoOf } from "../error.ts";
import { refuseDepth, refuseSegment } from "../logical-path.ts";
import { createTimeSlices } from "./time-slices.ts";
import type { MediaSource } from "./media-file.ts";
import type { FinderContext } from "./media-lookup.ts";
import type { PathEntry } from "../disk/path-entry.ts";

/** A directory of one source. */
export interface Layer {
  readonly source: MediaSource;
  readonly names: Iterable<string>;
  /** Looks at a name; undefined if this source does not have it. */
  entryOf(name: string): PathEntry | undefined;
  /** The kind of an entry. Unlike `entryOf` it reads the disk only for links. */
  kindOf(name: string): PathEntry["kind"] | undefined;
}

/** The directories of all sources at one logical path. */
export interface LayeredDirectory {
  readonly layers: readonly Layer[];
  /** False if reading stopped at the given number of names. */
  readonly isComplete: boolean;
}

/** Options of `readLayers`. */
export interface LayerOptions {
  /** The sources whose directory exists. */
  readonly distributing: readonly MediaSource[];
  /** The number of names after which reading stops. Default: no limit. */
  readonly maxNames?: number | undefined;
}

/**
 * Reads the names that the sources have at a path, in order of precedence, without blocking the event loop. At the root each
 * app that has media appears as its label.
 *
 * @param segments an admitted logical path
 * @returns undefined if there is no directory, or a file of an earlier source hides it
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
    const entry = context.entryIn(source, segments);
    if (entry.kind === "absent") continue;
    if (entry.kind !== "directory") break;
    const names = await readEntries(entry.path, left);
    left -= names.size;
    layers.push(directoryLayer(context, { source, segments, directory: entry.path }, names));
  }
  if (segments.length === 0) layers.push(...distributing.flatMap((source) => labelLayer(context, source)));
  else if (layers.length === 0) return undefined;
  return { layers, isComplete: left > 0 };
}

/** The names of a merged directory by their kind, without those that are refused, ignored or hidden. */
export async function namesByKind(
  context: FinderContext,
  segments: readonly string[],
  layers: readonly Layer[],
): Promise<Readonly<Record<"directory" | "file", readonly string[]>>> {
  const slices = createTimeSlices();
  const seen = new Set<string>();
  const names = { directory: [] as string[], file: [] as string[] };
  if (refuseDepth(segments.length + 1) !== undefined) return names;
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

function winningKind(layers: readonly Layer[], name: string): PathEntry["kind"] | undefined {
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

interface SourceDirectory {
  readonly source: MediaSource;
  readonly segments: readonly string[];
  /** Absolute. */
  readonly directory: string;
}

function directoryLayer(
  context: FinderContext,
  { source, segments, directory }: SourceDirectory,
  entries: ReadonlyMap<string, EntryKind>,
): Layer {
  const entryOf: Layer["entryOf"] = (name) => {
    const kind = entries.get(name);
    if (kind === undefined) return undefined;
    return kind === "other"
      ? linkEntry(context, source, [...segments, name])
      : plainEntry(kind, path.join(directory, name));
  };
  return {
    source,
    names: entries.keys(),
    entryOf,
    kindOf(name) {
      const kind = entries.get(name);
      return kind === "other" ? entryOf(name)?.kind : kind;
    },
  };
}

/** A file or directory that is no link lies in its directory, which has been checked already. */
function plainEntry(kind: "file" | "directory", target: string): PathEntry {
  const stats = lstatSync(target, { throwIfNoEntry: false });
  return stats === undefined ? { kind: "absent", path: target, at: target } : { kind, path: target, stats };
}

/** A link that cannot be followed is left out, and the rest of the directory is still listed. */
function linkEntry(context: FinderContext, source: MediaSource, segments: readonly string[]): PathEntry {
  try {
    return context.entryIn(source, segments);
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return { kind: "refused", path: path.join(source.directory, ...segments), reason: `cannot be looked at (${code})` };
  }
}

function labelLayer(context: FinderContext, source: MediaSource): readonly Layer[] {
  if (source.kind !== "app") return [];
  const { label } = source;
  const entryOf: Layer["entryOf"] = (name) => (name === label ? context.entryIn(source, [label]) : undefined);
  return [{ source, names: [label], entryOf, kindOf: (name) => entryOf(name)?.kind }];
}
