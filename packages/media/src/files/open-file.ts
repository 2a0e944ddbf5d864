import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import type { MediaFile, MediaFinder } from "@mediaroot/core";

/** A file that is open for reading. The caller closes it. */
export interface OpenFile {
  readonly descriptor: number;
  readonly stats: Stats;
}

// A fifo may replace the file between lookup and open. Without O_NONBLOCK the open would freeze the whole server.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file that was found, and checks what was opened: links may have changed meanwhile.
 *
 * @returns undefined if it is no longer a regular file inside a source
 * @throws system errors: ENOENT, EACCES, EMFILE
 */
export function openMediaFile(finder: MediaFinder, file: MediaFile): OpenFile | undefined {
  const descriptor = openSync(file.path, FLAGS);
  try {
    const stats = fstatSync(descriptor);
    const real = stats.isFile() ? pathOfDescriptor(descriptor, file.path, stats) : undefined;
    if (real !== undefined && finder.holds(real)) return { descriptor, stats };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  closeSync(descriptor);
  return undefined;
}

/** Reads a file from its start, up to the size that it had when it was opened, and closes it. */
export function readAndClose({ descriptor, stats }: OpenFile): Buffer {
  try {
    // A slice of Node's shared pool would keep the whole pool alive in the cache.
    const bytes = Buffer.allocUnsafeSlow(stats.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < stats.size; length += read) {
      read = readSync(descriptor, bytes, length, stats.size - length, length);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Linux knows the path of an open file. On other systems the path is resolved again, and must lead to the same file. */
function pathOfDescriptor(descriptor: number, path: string, stats: Stats): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    const real = realpathSync.native(path);
    const now = statSync(real);
    return now.ino === stats.ino && now.dev === stats.dev ? real : undefined;
  }
}
