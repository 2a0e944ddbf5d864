import { mkdtempSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import path from "node:path";

/** Gives out the private addresses that workers listen on. */
export interface SocketRoom {
  /** The private directory of the sockets; undefined on Windows, whose pipes have none. */
  readonly directory: string | undefined;
  next(): string;
}

/**
 * Makes a directory that only this user may enter (mkdtemp: mode 0700). On Windows pipes have names that nobody guesses.
 */
export function createSocketRoom(): SocketRoom {
  let count = 0;
  if (platform() === "win32") {
    const secret = crypto.randomUUID();
    return { directory: undefined, next: () => String.raw`\\.\pipe\mediaroot-${secret}-${(count += 1)}` };
  }
  const directory = mkdtempSync(path.join(tmpdir(), "mediaroot-"));
  return { directory, next: () => path.join(directory, `${(count += 1)}.sock`) };
}
