import { identityOf, type MediaFile, type MediaFinder } from "@mediaroot/core/media";
import { createDateHistory } from "./date-history.ts";
import type { Coding } from "../http/accept-encoding.ts";
import { isHttpDate } from "../http/conditions.ts";
import type { Representation } from "../http/file-answer.ts";
import { createRecentValues } from "../recent-values.ts";
import { bindSharedLooks } from "./shared-looks.ts";
import { openMediaFile, readAndClose } from "./open-file.ts";
import { MAX_SIZE_IN_MEMORY, memoryContent, type MemoryFile, memoryOf, type ServedFile } from "./memory-file.ts";
import { etagOfBytes, etagOfFile, type FilePolicy, isSettled, modifiedSeconds, represent } from "./representation.ts";

/** A file ready to be sent: its bytes in memory, or open on disk. */
export type ReadyFile = MemoryFile | DiskFile;

/** The client refuses every coding that the file exists in (RFC 9110, section 12.5.3). */
export interface NotAcceptable {
  readonly kind: "not-acceptable";
}

/** A large file that is open. The caller of `take` closes it. */
export interface DiskFile {
  readonly kind: "disk";
  readonly file: ServedFile;
  readonly representation: Representation;
  readonly descriptor: number;
}

/** A logical path, in both forms: it is split once. */
export interface MediaPath {
  readonly segments: readonly string[];
  /** The segments, joined by "/". */
  readonly logicalPath: string;
}

/** A request for a file. */
export interface FileRequest {
  /** What the answer may be encoded in, best first. */
  readonly codings: readonly Coding[];
  /** What `takeBatch` gives for it. */
  readonly batch: number | undefined;
}

/** The files of a finder. Small files are kept in memory. */
export interface FileCache {
  /**
   * Gives the file that is now at a logical path. A file in memory is checked against the disk, so it is never older than the last
   * write that was finished before the request was sent.
   *
   * @param request requests of one batch share a look at the disk
   * @returns undefined if nothing is served there
   * @throws system errors: EACCES, EMFILE
   */
  take(path: MediaPath, request: FileRequest): ReadyFile | NotAcceptable | undefined;
  /**
   * The places that must stay empty for nothing to be served at a logical path.
   *
   * @returns undefined if anything is there, or if more than that decides
   * @throws system errors
   */
  absentPlaces(path: MediaPath): readonly string[] | undefined;
  clear(): void;
}

/** The most memory that the small files of a finder may take in total. */
const MAX_CACHE_BYTES = 8 * 1024 * 1024;

/** Creates an empty cache over a finder. */
export function createFileCache(finder: MediaFinder, policy: FilePolicy): FileCache {
  const recent = createRecentValues<MemoryFile<MediaFile>>(MAX_CACHE_BYTES);
  const isCurrent = bindSharedLooks(finder.isCurrent);
  const dates = createDateHistory();
  const describe = (file: MediaFile, size: number, tag: { etag: string; isLasting: boolean }): Representation => {
    const { etag, isLasting } = tag;
    const modified = modifiedSeconds(file);
    const dateIsTrusted = isLasting && isHttpDate(modified) && dates.isTrusted(file.logicalPath, { etag, modified });
    return represent(file, size, { etag, modified, dateIsTrusted, ...policy });
  };
  const open = (segments: readonly string[]): ReadyFile | undefined => {
    const found = finder.find(segments);
    const now = Date.now();
    const opened = found === undefined ? undefined : openMediaFile(finder, found);
    if (found === undefined || opened === undefined) return undefined;
    const { descriptor, stats } = opened;
    const file = { ...found, identity: identityOf(stats) };
    const isLasting = isSettled(file.identity, now);
    if (stats.size > MAX_SIZE_IN_MEMORY) {
      const representation = describe(file, stats.size, { etag: etagOfFile(file, isLasting), isLasting });
      return { kind: "disk", file, representation, descriptor };
    }
    const bytes = readAndClose(opened);
    const representation = describe(file, bytes.length, { etag: etagOfBytes(bytes), isLasting: true });
    const ready = { kind: "memory", file, representation, content: memoryContent(bytes) } as const;
    // A file that changed just now may change again without a trace in its times.
    if (isLasting) recent.add(file.logicalPath, ready, memoryOf([ready.content]));
    return ready;
  };
  return {
    take({ segments, logicalPath }, { batch }) {
      const known = recent.get(logicalPath);
      if (known !== undefined && isCurrent(known.file, batch)) return known;
      recent.remove(logicalPath);
      return open(segments);
    },
    absentPlaces: ({ segments }) => finder.absentPlaces(segments),
    clear: () => recent.clear(),
  };
}
