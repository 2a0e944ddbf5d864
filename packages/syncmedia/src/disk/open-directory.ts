import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, type Stats } from "node:fs";
import path from "node:path";
import { reasonOf } from "@mediaroot/core";

/**
 * A directory that is held open. On Linux whatever is done through it is done in this directory, even if its path is
 * exchanged for a link meanwhile. Elsewhere Node has no system calls for that, and its path is used.
 */
export interface OpenDirectory {
  readonly stats: Stats;
  /** @returns the path for system calls of an entry, or of the directory itself */
  at(name?: string): string;
  close(): void;
}

/** Through its links a path begins at a directory that this process has open (https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html). */
const DESCRIPTORS = "/proc/self/fd";
/** Linux' O_PATH, which Node does not name: opens a directory for its path alone, so that search permission is enough. */
const O_PATH = 0o10000000;
let anchored: boolean | undefined;

/** Whether paths can begin at an open directory here. */
export function isAnchored(): boolean {
  anchored ??= path.sep === "/" && existsSync(DESCRIPTORS) && existsSync("/proc/self/stat");
  return anchored;
}

/**
 * Opens a directory. A link is not followed.
 *
 * @throws system errors: ENOTDIR for a link or anything else that is not a directory, ENOENT
 */
export function openDirectory(place: string): OpenDirectory {
  return isAnchored() ? anchoredDirectory(place) : plainDirectory(place);
}

function anchoredDirectory(place: string): OpenDirectory {
  const fd = openSync(place, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  const anchor = `${DESCRIPTORS}/${fd}`;
  return {
    stats: fstatSync(fd),
    at: (name) => (name === undefined ? `${anchor}/` : `${anchor}/${name}`),
    close: () => closeSync(fd),
  };
}

function plainDirectory(place: string): OpenDirectory {
  const stats = lstatSync(place);
  if (!stats.isDirectory()) throw Object.assign(new Error(`ENOTDIR: not a directory, '${place}'`), { code: "ENOTDIR" });
  return { stats, at: (name) => (name === undefined ? place : path.join(place, name)), close: () => {} };
}

/**
 * @returns the message of a system error, for a person to read: without its paths where they begin at an open directory, for nobody
 *   knows which one `/proc/self/fd/22` was
 */
export function systemReason(error: unknown): string {
  return reasonOf(error).replace(/, \w+ '\/proc\/self\/fd\/.*$/s, "");
}
