import type { PathEntry } from "../disk/path-entry.ts";
import { refuseDepth, refuseSegment } from "../logical-path.ts";
import { identityOf, type MediaSource } from "./media-file.ts";
import { directoryLayer, labelLayer, type Layer, readEntries } from "./media-layer.ts";
import type { FinderContext } from "./media-lookup.ts";
import { createTimeSlices } from "./time-slices.ts";

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
    const directory = { path: entry.path, identity: identityOf(entry.stats) };
    layers.push(directoryLayer(context, { source, segments, directory }, names));
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
