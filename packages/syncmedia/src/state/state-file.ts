import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { errnoOf } from "@mediaroot/core";
import { syncError } from "../errors.ts";
import { giveToOwner, requireTrusted } from "./ownership.ts";
import { plainPath, type StateDirectory } from "./state-directory.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = constants;
/** No link is followed, and opening a fifo does not wait for its other end. Windows has neither flag. */
const SAFE = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** The error codes for a link, and for a fifo or socket that nobody reads. */
const SPECIAL = new Set(["ELOOP", "EMLINK", "ENXIO", "EISDIR"]);

/**
 * Opens a file in `.syncmedia/` for reading.
 *
 * @throws STATE_REFUSED if it is not a regular file, or belongs to somebody else; system errors
 */
export function openStateFile(state: StateDirectory, file: string): number {
  return openChecked(state, file, { flags: O_RDONLY, links: Number.POSITIVE_INFINITY });
}

/**
 * Opens a file in `.syncmedia/` for appending, and creates it if it does not exist. A file with a second name is refused.
 *
 * @throws as `openStateFile`
 */
export function appendStateFile(state: StateDirectory, file: string): number {
  return openChecked(state, file, { flags: O_WRONLY | O_APPEND | O_CREAT, links: 1 });
}

/**
 * Creates a file in `.syncmedia/`, for its owner alone unless a mode is given.
 *
 * @throws system errors: EEXIST
 */
export function createStateFile(state: StateDirectory, file: string, mode = 0o600): number {
  const fd = openSync(file, O_WRONLY | O_CREAT | O_EXCL | SAFE, mode);
  giveToOwner(state.owner, fd);
  return fd;
}

function openChecked(
  state: StateDirectory,
  file: string,
  { flags, links }: { readonly flags: number; readonly links: number },
): number {
  const path = plainPath(state, file);
  const fd = openSafely(file, flags, path);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw syncError("STATE_REFUSED", { path, reason: "is not a regular file" });
    if (stats.nlink > links) throw syncError("STATE_REFUSED", { path, reason: "has a second name, by a hard link" });
    requireTrusted(state.owner, path, stats);
    if ((flags & O_CREAT) !== 0) giveToOwner(state.owner, fd);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function openSafely(file: string, flags: number, path: string): number {
  try {
    return openSync(file, flags | SAFE, 0o600);
  } catch (error) {
    if (!SPECIAL.has(errnoOf(error) ?? "")) throw error;
    throw syncError("STATE_REFUSED", { path, reason: "is a link or not a regular file" }, error);
  }
}
