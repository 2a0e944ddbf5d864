import type { NotAcceptable, ReadyFile } from "../files/file-cache.ts";
import { type MemoryFile, memoryOf } from "../files/memory-file.ts";
import type { FilePolicy } from "../files/representation.ts";
import type { Coding } from "../http/accept-encoding.ts";
import { createRecentValues } from "../recent-values.ts";
import { bindOpenPublished } from "./open-published.ts";
import { createPublishedIndex } from "./published-index.ts";

/** The files that syncmedia has published to one directory. */
export interface PublishedFiles {
  /**
   * Gives the file at a logical path, in the first of the codings that it exists in.
   *
   * @param codings what the answer may be encoded in, best first
   * @returns undefined if syncmedia has not published it
   * @throws system errors: EACCES, EMFILE
   */
  take(logicalPath: string, codings: readonly Coding[]): ReadyFile | NotAcceptable | undefined;
  /** Whether syncmedia has published a content-named file there. */
  isHashed(logicalPath: string): boolean;
}

/** A small file that was asked for. */
interface RecentFile {
  /** Those that it is published in. */
  readonly codings: readonly Coding[];
  /** What was read of it. */
  readonly inMemory: Readonly<Partial<Record<Coding, MemoryFile>>>;
}

/** The most memory that the small files of a publication may take in total. */
const MAX_CACHE_BYTES = 16 * 1024 * 1024;
/** The time between two looks at the ledger: a deploy is noticed after it at the latest. */
const REFRESH_MS = 1000;

/**
 * Creates the files of a publication. Its ledger lists them, so a file in memory is answered without a look at the disk.
 *
 * @param directory absolute
 * @returns undefined if syncmedia has published nothing
 * @throws LEDGER_CORRUPT, LEDGER_NEWER; system errors
 */
export function createPublishedFiles(directory: string, { labels }: FilePolicy): PublishedFiles | undefined {
  const index = createPublishedIndex(directory);
  if (index === undefined) return undefined;
  const openPublished = bindOpenPublished(directory, labels);
  const recent = createRecentValues<RecentFile>(MAX_CACHE_BYTES);
  let lookedAt = performance.now();
  const refresh = (): boolean => {
    lookedAt = performance.now();
    const hasChanged = index.refresh();
    if (hasChanged) recent.clear();
    return hasChanged;
  };
  const find = (logicalPath: string): RecentFile | undefined => {
    if (performance.now() - lookedAt > REFRESH_MS) refresh();
    const known = recent.get(logicalPath);
    if (known !== undefined) return known;
    const file = index.get(logicalPath) ?? (refresh() ? index.get(logicalPath) : undefined);
    return file && { codings: index.codingsOf(logicalPath), inMemory: {} };
  };
  const open = (logicalPath: string, coding: Coding, { codings, inMemory }: RecentFile): ReadyFile | undefined => {
    const [file, variant] = [index.get(logicalPath), index.get(logicalPath, coding)];
    if (file === undefined || variant === undefined) return undefined;
    const ready = openPublished({ file, variant, coding, isVaried: codings.length > 1 });
    if (ready?.kind !== "memory") return ready;
    const known = { codings, inMemory: { ...inMemory, [coding]: ready } };
    const bytes = Object.values(known.inMemory).reduce((sum, one) => sum + memoryOf(one), 0);
    recent.add(logicalPath, known, bytes);
    return ready;
  };
  return {
    take(logicalPath, codings) {
      const found = find(logicalPath);
      if (found === undefined) return undefined;
      const coding = codings.find((one) => found.codings.includes(one));
      if (coding === undefined) return { kind: "not-acceptable" };
      return found.inMemory[coding] ?? open(logicalPath, coding, found);
    },
    isHashed: (logicalPath) => find(logicalPath) !== undefined && index.get(logicalPath)?.release !== undefined,
  };
}
