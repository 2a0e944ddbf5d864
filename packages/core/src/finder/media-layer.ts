import { type Dirent, lstatSync } from "node:fs";
import { opendir } from "node:fs/promises";
import path from "node:path";
import { errnoOf } from "../error.ts";
import type { PathEntry } from "../disk/path-entry.ts";
import type { MediaSource, StatIdentity } from "./media-file.ts";
import type { FinderContext } from "./media-lookup.ts";

/** A directory, and its state before its names were read. */
export interface ListedDirectory {
  /** Absolute. */
  readonly path: string;
  readonly identity: StatIdentity;
}

/** A directory of one source. */
export interface Layer {
  readonly source: MediaSource;
  /** The directory, if it alone decides which names there are and of which kinds: it holds no links. */
  readonly listed?: ListedDirectory | undefined;
  readonly names: Iterable<string>;
  /** Looks at a name; undefined if this source does not have it. */
  entryOf(name: string): PathEntry | undefined;
  /** The kind of an entry. Unlike `entryOf` it reads the disk only for links. */
  kindOf(name: string): PathEntry["kind"] | undefined;
}

/** The kind of a directory entry; "other" for links, which are followed only when they are looked at, and for devices. */
export type EntryKind = "file" | "directory" | "other";

/**
 * Reads the names in a directory with their kinds, without blocking the event loop.
 *
 * @param maxNames the number of names after which reading stops
 * @returns none for a directory that is not there
 * @throws system errors other than "not there"
 */
export async function readEntries(directory: string, maxNames: number): Promise<ReadonlyMap<string, EntryKind>> {
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

/** A directory of a source, and its logical path. */
export interface SourceDirectory {
  readonly source: MediaSource;
  readonly segments: readonly string[];
  readonly directory: ListedDirectory;
}

/** @param entries what `readEntries` has read of the directory */
export function directoryLayer(
  context: FinderContext,
  { source, segments, directory }: SourceDirectory,
  entries: ReadonlyMap<string, EntryKind>,
): Layer {
  const entryOf: Layer["entryOf"] = (name) => {
    const kind = entries.get(name);
    if (kind === undefined) return undefined;
    return kind === "other"
      ? linkEntry(context, source, [...segments, name])
      : plainEntry(kind, path.join(directory.path, name));
  };
  return {
    source,
    listed: [...entries.values()].includes("other") ? undefined : directory,
    names: entries.keys(),
    entryOf,
    kindOf(name) {
      const kind = entries.get(name);
      return kind === "other" ? entryOf(name)?.kind : kind;
    },
  };
}

/** @returns the layer of an app at the root, where it has its label alone; none for another source */
export function labelLayer(context: FinderContext, source: MediaSource): readonly Layer[] {
  if (source.kind !== "app") return [];
  const { label } = source;
  const entryOf: Layer["entryOf"] = (name) => (name === label ? context.entryIn(source, [label]) : undefined);
  return [{ source, names: [label], entryOf, kindOf: (name) => entryOf(name)?.kind }];
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
