import { spawn } from "node:child_process";
import { once } from "node:events";
import { close, closeSync, constants, fsync, fsyncSync, open, openSync } from "node:fs";
import { promisify } from "node:util";
import { errnoOf } from "@mediaroot/core/internal";

/** File systems commit flushes that are made at once together; more at once than Node has threads would wait. */
const AT_ONCE = 4;
/** From this number of files on, one flush of the whole file system is faster than a flush of each file. */
const MANY = 64;
/** Error codes of file systems and platforms that cannot flush a directory. */
const UNSUPPORTED = new Set(["EINVAL", "ENOSYS", "ENOTSUP", "EISDIR", "EPERM", "EACCES", "EBADF"]);
/** Windows flushes only files that are open for writing. */
const FLAGS = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0);
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
const later = { open: promisify(open), fsync: promisify(fsync), close: promisify(close) };

/**
 * Flushes files to disk, so that a power loss cannot cut them short.
 *
 * @param files their paths, all on one file system
 * @returns the error of each file that could not be flushed
 */
export async function flushFiles(files: readonly string[]): Promise<ReadonlyMap<string, Error>> {
  const [first] = files;
  if (first !== undefined && files.length >= MANY && (await flushFileSystem(first))) return new Map();
  return flushEach(files);
}

/**
 * Flushes the file system of a file by the command `sync` (syncfs(2), which Node does not have).
 *
 * @returns false if that has failed, or is not possible on this system
 */
async function flushFileSystem(file: string): Promise<boolean> {
  if (process.platform !== "linux") return false;
  let fd: number | undefined;
  try {
    fd = openSync(file, READ_FLAGS);
    // The file is handed over open, since a path below /proc/self/fd means another file in another process.
    const child = spawn("sync", ["-f", "/proc/self/fd/0"], { stdio: [fd, "ignore", "ignore"] });
    const [status] = (await once(child, "close")) as [number | null];
    return status === 0;
  } catch {
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

async function flushEach(files: readonly string[]): Promise<ReadonlyMap<string, Error>> {
  const failed = new Map<string, Error>();
  const rest = files.values();
  const work = async (): Promise<void> => {
    for (const file of rest) {
      try {
        await flushOne(file);
      } catch (error) {
        failed.set(file, error as Error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failed;
}

async function flushOne(file: string): Promise<void> {
  const fd = await later.open(file, FLAGS);
  try {
    await later.fsync(fd);
  } finally {
    await later.close(fd);
  }
}

/**
 * Flushes one file to disk.
 *
 * @throws system errors
 */
export function flushFile(file: string): void {
  const fd = openSync(file, FLAGS);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Flushes a directory to disk, so that a power loss cannot undo renames in it. Does nothing where that is not supported.
 *
 * @throws system errors
 */
export function flushDirectory(directory: string): void {
  let fd: number | undefined;
  try {
    fd = openSync(directory, constants.O_RDONLY);
    fsyncSync(fd);
  } catch (error) {
    if (!UNSUPPORTED.has(errnoOf(error) ?? "")) throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
