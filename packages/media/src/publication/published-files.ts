import type { NotAcceptable, ReadyFile } from "../files/file-cache.ts";
import { type MemoryContent, type MemoryFile, memoryOf } from "../files/memory-file.ts";
import type { FilePolicy } from "../files/representation.ts";
import type { Coding } from "../http/accept-encoding.ts";
import { createRecentValues } from "../recent-values.ts";
import { bindReadPublished } from "./read-published.ts";
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

/** A small file that was asked for. Most are asked for once, so their header lines are kept from the second time on. */
interface RecentFile {
  /** Those that it is published in. */
  readonly codings: readonly Coding[];
  /** The bytes that were read of it. */
  readonly contents: Readonly<Partial<Record<Coding, MemoryContent>>>;
  readonly ready: Readonly<Partial<Record<Coding, MemoryFile>>>;
}

/** The most memory that the small files of a publication may take in total. */
const MAX_CACHE_BYTES = 16 * 1024 * 1024;
/** The time between two looks at the ledger: a deploy is noticed after it at the latest. */
const REFRESH_MS = 1000;
const NONE = {};

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
  const readPublished = bindReadPublished(directory, labels);
  const recent = createRecentValues<RecentFile>(MAX_CACHE_BYTES);
  const refresh = (isDue: boolean): void => {
    if (isDue && index.refresh()) recent.clear();
  };
  const find = (logicalPath: string): RecentFile | undefined => {
    refresh(index.age() > REFRESH_MS);
    const known = recent.get(logicalPath);
    if (known !== undefined) return known;
    refresh(index.get(logicalPath) === undefined);
    return index.get(logicalPath) && { codings: index.codingsOf(logicalPath), contents: NONE, ready: NONE };
  };
  const load = (logicalPath: string, coding: Coding, found: RecentFile): ReadyFile | undefined => {
    const [file, variant] = [index.get(logicalPath), index.get(logicalPath, coding)];
    if (file === undefined || variant === undefined) return undefined;
    const isVaried = found.codings.length > 1;
    const ready = readPublished({ file, variant, coding, isVaried, content: found.contents[coding] });
    if (ready?.kind !== "memory") return ready;
    const known = withVariant(found, coding, ready);
    recent.add(logicalPath, known, memoryOf(Object.values(known.contents)));
    return ready;
  };
  return {
    take(logicalPath, codings) {
      const found = find(logicalPath);
      if (found === undefined) return undefined;
      const coding = codings.find((one) => found.codings.includes(one));
      if (coding === undefined) return { kind: "not-acceptable" };
      return found.ready[coding] ?? load(logicalPath, coding, found);
    },
    isHashed: (logicalPath) => find(logicalPath) !== undefined && index.get(logicalPath)?.release !== undefined,
  };
}

function withVariant(file: RecentFile, coding: Coding, ready: MemoryFile): RecentFile {
  const { contents } = file;
  if (contents[coding] === undefined) return { ...file, contents: { ...contents, [coding]: ready.content } };
  return { ...file, ready: { ...file.ready, [coding]: ready } };
}
