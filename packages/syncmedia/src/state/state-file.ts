import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";
import { errnoOf } from "@mediaroot/core/internal";
import { syncError } from "../errors.ts";
import { giveToOwner, requireTrusted } from "./ownership.ts";
import { plainPath, type StateDirectory } from "./state-directory.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = constants;
/** No link is followed, and opening a fifo does not wait for its other end. Windows has neither flag. */
const SAFE = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const SECOND_NAME = "has a second name, by a hard link";
/** The error codes for a link, and for a fifo or socket that nobody reads. */
const SPECIAL = new Set(["ELOOP", "EMLINK", "ENXIO", "EISDIR"]);

/**
 * Opens a file in `.syncmedia/` for reading.
 *
 * @throws STATE_REFUSED if it is not a regular file, or belongs to somebody else; system errors
 */
export function openStateFile(state: StateDirectory, file: string): number {
  return openChecked(state, file, O_RDONLY);
}

/**
 * Reads a file in `.syncmedia/`.
 *
 * @returns undefined if it does not exist
 * @throws STATE_REFUSED as `openStateFile`, and if it has a second name; system errors
 */
export function readStateFile(state: StateDirectory, file: string): string | undefined {
  let fd: number | undefined;
  try {
    fd = openStateFile(state, file);
    requireSingleName(state, file);
    return readFileSync(fd, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/**
 * Opens a file in `.syncmedia/` for appending, and creates it if it does not exist.
 *
 * @throws as `openStateFile`
 */
export function appendStateFile(state: StateDirectory, file: string): number {
  const fd = openChecked(state, file, O_WRONLY | O_APPEND | O_CREAT);
  giveToOwner(state.owner, fd);
  return fd;
}

/**
 * Refuses a file with a second name: it may lie outside the target, and be another file that is appended to.
 *
 * @throws STATE_REFUSED; system errors
 */
function requireSingleName(state: StateDirectory, file: string): void {
  if ((lstatSync(file, { throwIfNoEntry: false })?.nlink ?? 1) === 1) return;
  throw syncError("STATE_REFUSED", { path: plainPath(state, file), reason: SECOND_NAME });
}

/**
 * Creates a file in `.syncmedia/`, for its owner alone unless a mode is given.
 *
 * @throws system errors: EEXIST
 */
export function openNewStateFile(state: StateDirectory, file: string, mode = 0o600): number {
  const fd = openSync(file, O_WRONLY | O_CREAT | O_EXCL | SAFE, mode);
  giveToOwner(state.owner, fd);
  return fd;
}

function openChecked(state: StateDirectory, file: string, flags: number): number {
  const path = plainPath(state, file);
  const fd = openSafely(file, flags, path);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw syncError("STATE_REFUSED", { path, reason: "is not a regular file" });
    const isWritten = (flags & O_WRONLY) !== 0;
    if (isWritten && stats.nlink > 1) throw syncError("STATE_REFUSED", { path, reason: SECOND_NAME });
    requireTrusted(state.owner, path, stats);
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
