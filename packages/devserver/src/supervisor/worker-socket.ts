import { lstatSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import path from "node:path";

/** Makes the private addresses that workers listen on. */
export interface SocketRoom {
  /** The private directory of the sockets; undefined on Windows, whose pipes have none. */
  readonly directory: string | undefined;
  next(): string;
  /**
   * Makes the directory again if a cleaner of temporary files has removed it, or another one if somebody else has put something
   * in its place.
   *
   * @returns whether addresses that were made before can be used
   */
  restore(): boolean;
  /** Removes the directory with all that is in it. */
  remove(): void;
}

/** The path of a Unix socket has at most 104 bytes on macOS, 108 on Linux, including a zero at the end. */
const MAX_SOCKET_BYTES = 100;
const PRIVATE = 0o700;

/** On Windows workers listen on pipes with unguessable names, which need no directory. */
export function createSocketRoom(): SocketRoom {
  let count = 0;
  if (platform() === "win32") {
    const secret = crypto.randomUUID();
    const next = (): string => String.raw`\\.\pipe\mediaroot-${secret}-${(count += 1)}`;
    return { directory: undefined, next, restore: () => true, remove() {} };
  }
  let directory = makeDirectory();
  const owner = lstatSync(directory).uid;
  return {
    get directory() {
      return directory;
    },
    next: () => path.join(directory, `${(count += 1)}.sock`),
    restore() {
      try {
        mkdirSync(directory, { mode: PRIVATE });
      } catch {
        // Usually it is there.
      }
      if (isPrivate(directory, owner)) return true;
      directory = makeDirectory();
      return false;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function isPrivate(directory: string, owner: number): boolean {
  const stats = lstatSync(directory, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === owner && (stats.mode & 0o777) === PRIVATE;
}

/** Makes a directory that only this user may enter (mkdtemp: mode 0700). */
function makeDirectory(): string {
  return makeDirectoryBelow(tmpdir()) ?? mkdtempSync("/tmp/mediaroot-");
}

/** @returns undefined if it cannot be made, or if its path is too long for a socket */
function makeDirectoryBelow(above: string): string | undefined {
  const prefix = path.join(above, "mediaroot-");
  if (Buffer.byteLength(`${prefix}XXXXXX/9999.sock`) > MAX_SOCKET_BYTES) return undefined;
  try {
    return mkdtempSync(prefix);
  } catch {
    return undefined;
  }
}
