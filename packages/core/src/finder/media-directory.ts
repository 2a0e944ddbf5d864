import { sortInSlices, createTimeSlices } from "../time-slices.ts";
import { type Layer, type LayerOptions, namesByKind, readLayers } from "./media-layers.ts";
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

/** Which entries of a directory to look at. */
export interface PageRange {
  /** The first, from 0. */
  readonly from: number;
  /** How many at most. */
  readonly count: number;
}

/** A directory under MEDIA_URL, all sources merged, directories first, then by name. */
export interface MediaDirectory {
  readonly logicalPath: string;
  /** The entries that were asked for. */
  readonly entries: readonly DirectoryEntry[];
  /** How many entries the directory has. */
  readonly count: number;
}

/**
 * Merges what the sources hold at a path. At the root each app that has media appears as its label. The sizes and times of
 * the requested entries alone are read.
 *
 * @param segments an admitted logical path
 * @returns undefined if no directory is there, or a file of an earlier source hides it
 * @throws system errors other than "not there"
 */
export async function listDirectory(
  context: FinderContext,
  segments: readonly string[],
  { distributing, from, count }: LayerOptions & PageRange,
): Promise<MediaDirectory | undefined> {
  const read = await readLayers(context, segments, { distributing });
  if (read === undefined) return undefined;
  const { directory, file } = await namesByKind(context, segments, read.layers);
  const slices = createTimeSlices();
  const names = [...(await sortInSlices(directory, slices)), ...(await sortInSlices(file, slices))];
  const entries: DirectoryEntry[] = [];
  for (const name of names.slice(from, from + count)) {
    if (slices.isOver()) await slices.next();
    entries.push(...entryOf(read.layers, name));
  }
  return { logicalPath: segments.join("/"), entries, count: names.length };
}

/** @returns nothing for an entry that has gone since its name was read */
function entryOf(layers: readonly Layer[], name: string): readonly DirectoryEntry[] {
  const standings = layers.flatMap(({ source, stand }) => {
    const standing = stand(name);
    return standing === undefined || standing.kind === "absent" ? [] : { source, standing };
  });
  const [first, ...rest] = standings;
  if (first === undefined || first.standing.kind === "refused") return [];
  const { kind, stats } = first.standing;
  const others = rest.filter(({ standing }) => standing.kind === kind).map(({ source }) => source);
  const size = kind === "file" ? stats.size : 0;
  return [{ name, kind, size, mtimeMs: stats.mtimeMs, path: first.standing.path, source: first.source, others }];
}
