import { sortInSlices, createTimeSlices } from "./time-slices.ts";
import type { Layer } from "./media-layer.ts";
import { type LayerOptions, namesByKind, readLayers } from "./media-layers.ts";
import type { MediaSource } from "./media-file.ts";
import type { FinderContext } from "./media-lookup.ts";

/** A name in a merged directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory";
  /** Bytes; 0 for a directory. */
  readonly size: number;
  /** Milliseconds since the epoch. File systems hold times that `Date` cannot. */
  readonly mtimeMs: number;
  /** Absolute. */
  readonly path: string;
  readonly source: MediaSource;
  /** For a file the sources whose file it shadows, for a directory the other sources that it is merged from. */
  readonly others: readonly MediaSource[];
}

/** Which entries of a directory to look at. */
export interface PageRange {
  /** The index of the first entry. */
  readonly from: number;
  /** The most entries to return. */
  readonly count: number;
}

/** A directory under MEDIA_URL, merged from all sources: directories first, then by name. */
export interface MediaDirectory {
  readonly logicalPath: string;
  /** The entries of the requested page. */
  readonly entries: readonly DirectoryEntry[];
  /** How many entries the directory has. */
  readonly count: number;
}

/**
 * Merges the directories that the sources have at a path. At the root each app that has media appears as its label. Only the
 * sizes and times of the requested entries are read.
 *
 * @param segments an admitted logical path
 * @returns undefined if there is no directory, or a file of an earlier source hides it
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
    entries.push(...mergedEntry(read.layers, name));
  }
  return { logicalPath: segments.join("/"), entries, count: names.length };
}

/** @returns nothing for an entry that was deleted after its name was read */
function mergedEntry(layers: readonly Layer[], name: string): readonly DirectoryEntry[] {
  const [first, ...rest] = layers.flatMap(({ source, entryOf }) => {
    const entry = entryOf(name);
    return entry === undefined || entry.kind === "absent" ? [] : { source, entry };
  });
  if (first === undefined || first.entry.kind === "refused") return [];
  const { kind, stats, path } = first.entry;
  const others = rest.filter(({ entry }) => entry.kind === kind).map(({ source }) => source);
  const size = kind === "file" ? stats.size : 0;
  return [{ name, kind, size, mtimeMs: stats.mtimeMs, path, source: first.source, others }];
}
