import { mkdtempSync, rmSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import path from "node:path";

/** Makes the private addresses that workers listen on. */
export interface SocketRoom {
  /** The private directory of the sockets; undefined on Windows, whose pipes have none. */
  readonly directory: string | undefined;
  next(): string;
  /** Removes the directory with all that is in it. */
  remove(): void;
}

/** The path of a Unix socket has at most 104 bytes on macOS, 108 on Linux, including a zero at the end. */
const MAX_SOCKET_BYTES = 100;

/** On Windows workers listen on pipes with unguessable names, which need no directory. */
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
 * @returns undefined if it cannot be made, or if its path is too long for a socket
 */
function makeDirectory(above: string): string | undefined {
  const prefix = path.join(above, "mediaroot-");
  if (Buffer.byteLength(`${prefix}XXXXXX/9999.sock`) > MAX_SOCKET_BYTES) return undefined;
  try {
    return mkdtempSync(prefix);
  } catch {
    return undefined;
  }
}
