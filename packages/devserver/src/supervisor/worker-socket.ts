import { mkdtempSync, rmSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import path from "node:path";

/** Gives out the private addresses that workers listen on. */
export interface SocketRoom {
  /** The private directory of the sockets; undefined on Windows, whose pipes have none. */
  readonly directory: string | undefined;
  next(): string;
  /** Removes the directory, and what is left in it. */
  remove(): void;
}

/** A Unix socket's path holds no more: 104 bytes on macOS, 108 on Linux, with a zero at the end. */
const LONGEST_SOCKET = 100;

/** On Windows pipes have names that nobody guesses, and need no directory. */
export function createSocketRoom(): SocketRoom {
  let count = 0;
  if (platform() === "win32") {
    const secret = crypto.randomUUID();
    const next = (): string => String.raw`\\.\pipe\mediaroot-${secret}-${(count += 1)}`;
    return { directory: undefined, next, remove() {} };
  }
  const directory = makeDirectory(tmpdir()) ?? mkdtempSync("/tmp/mediaroot-");
  return {
    directory,
    next: () => path.join(directory, `${(count += 1)}.sock`),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/**
 * Makes a directory that only this user may enter (mkdtemp: mode 0700).
 *
 * @returns undefined where none can be made, or its path would be too long for a socket's
 */
function makeDirectory(above: string): string | undefined {
  const prefix = path.join(above, "mediaroot-");
  if (Buffer.byteLength(`${prefix}XXXXXX/9999.sock`) > LONGEST_SOCKET) return undefined;
  try {
    return mkdtempSync(prefix);
  } catch {
    return undefined;
  }
}
