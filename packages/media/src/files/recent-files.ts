import type { MemoryFile } from "./ready-file.ts";

/** Files in memory by logical path. When they come to too many bytes, those that nobody asks for are dropped. */
export interface RecentFiles {
  get(logicalPath: string): MemoryFile | undefined;
  add(logicalPath: string, file: MemoryFile): void;
  remove(logicalPath: string): void;
  clear(): void;
}

interface Kept {
  readonly file: MemoryFile;
  isUsed: boolean;
}

/** What a file costs beside its bytes: header lines, strings, the buffer itself. */
const FILE_OVERHEAD = 2048;

/**
 * Creates an empty memory. A file asked for since it was last looked over gets a second chance: nearly as good as order of
 * last use, and asking moves nothing.
 *
 * @param mostBytes how much it may hold
 */
export function createRecentFiles(mostBytes: number = 8 * 1024 * 1024): RecentFiles {
  const files = new Map<string, Kept>();
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
      // A Map gives its keys in the order in which they were set, those set again meanwhile included.
      for (const [oldest, kept] of files) {
        if (total <= mostBytes) break;
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

function costOf({ bytes }: MemoryFile): number {
  return bytes.length + FILE_OVERHEAD;
}
