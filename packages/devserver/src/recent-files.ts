import type { MemoryFile } from "./ready-file.ts";

/** Files in memory by logical path. Those asked for longest ago are dropped when they come to too many bytes. */
export interface RecentFiles {
  get(logicalPath: string): MemoryFile | undefined;
  add(logicalPath: string, file: MemoryFile): void;
  remove(logicalPath: string): void;
  clear(): void;
}

/** What a file costs beside its bytes: header lines, strings, the buffer itself. */
const FILE_OVERHEAD = 2048;

/**
 * Creates an empty memory.
 *
 * @param mostBytes how much it may hold
 */
export function createRecentFiles(mostBytes: number = 16 * 1024 * 1024): RecentFiles {
  // A Map keeps the order in which its keys were set: the first is the one used longest ago.
  const files = new Map<string, MemoryFile>();
  let total = 0;
  const remove = (logicalPath: string): void => {
    total -= costOf(files.get(logicalPath));
    files.delete(logicalPath);
  };
  return {
    remove,
    get(logicalPath) {
      const file = files.get(logicalPath);
      if (file === undefined) return undefined;
      files.delete(logicalPath);
      files.set(logicalPath, file);
      return file;
    },
    add(logicalPath, file) {
      remove(logicalPath);
      files.set(logicalPath, file);
      total += costOf(file);
      for (const oldest of files.keys()) {
        if (total <= mostBytes) break;
        remove(oldest);
      }
    },
    clear() {
      files.clear();
      total = 0;
    },
  };
}

function costOf(file: MemoryFile | undefined): number {
  return file === undefined ? 0 : file.bytes.length + FILE_OVERHEAD;
}
