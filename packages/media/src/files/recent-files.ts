import type { MediaFile } from "@mediaroot/core";
import type { Representation } from "../http/file-answer.ts";

/** A small file, with its content. */
export interface MemoryFile {
  readonly kind: "memory";
  readonly file: MediaFile;
  readonly representation: Representation;
  /** The bytes; those of a very small file as Latin-1, which Node sends in one piece with the header lines: a sixth faster. */
  readonly content: Buffer | string;
}

/** Files up to this size are kept in memory. Larger ones take longer to send than to open. */
export const MAX_SIZE_IN_MEMORY: number = 256 * 1024;
const MAX_TEXT_SIZE = 2 * 1024;

/** @returns a file with its content, ready to be kept and sent */
export function memoryFile(file: MediaFile, representation: Representation, bytes: Buffer): MemoryFile {
  const content = bytes.length <= MAX_TEXT_SIZE ? bytes.toString("latin1") : bytes;
  return { kind: "memory", file, representation, content };
}

/** Files in memory by logical path. When they have too many bytes in total, those that are not requested are dropped. */
export interface RecentFiles {
  get(logicalPath: string): MemoryFile | undefined;
  add(logicalPath: string, file: MemoryFile): void;
  remove(logicalPath: string): void;
  clear(): void;
}

interface CachedFile {
  readonly file: MemoryFile;
  isUsed: boolean;
}

/** The memory that a file takes beside its bytes: header lines, strings, the buffer itself. */
const FILE_OVERHEAD = 2048;

/**
 * Creates an empty memory. A file that was requested since the last look at it gets a second chance: nearly as good as order
 * of last use, and a request moves nothing.
 *
 * @param maxBytes the most that it may hold
 */
export function createRecentFiles(maxBytes: number = 8 * 1024 * 1024): RecentFiles {
  const files = new Map<string, CachedFile>();
  let total = 0;
  const remove = (logicalPath: string): void => {
    const kept = files.get(logicalPath);
    if (kept === undefined) return;
    files.delete(logicalPath);
    total -= costOf(kept.file);
  };
  const add = (logicalPath: string, file: MemoryFile): void => {
    files.set(logicalPath, { file, isUsed: false });
    total += costOf(file);
  };
  return {
    remove,
    get(logicalPath) {
      const kept = files.get(logicalPath);
      if (kept !== undefined) kept.isUsed = true;
      return kept?.file;
    },
    add(logicalPath, file) {
      remove(logicalPath);
      add(logicalPath, file);
      // A Map iterates its keys in the order of `set`, and reaches keys that are set again during the loop.
      for (const [oldest, kept] of files) {
        if (total <= maxBytes) break;
        remove(oldest);
        if (kept.isUsed) add(oldest, kept.file);
      }
    },
    clear() {
      files.clear();
      total = 0;
    },
  };
}

function costOf({ content }: MemoryFile): number {
  return content.length + FILE_OVERHEAD;
}
