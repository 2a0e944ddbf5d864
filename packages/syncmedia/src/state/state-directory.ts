import { chmodSync, lstatSync, mkdirSync, readdirSync, rmdirSync, type Stats } from "node:fs";
import path from "node:path";
import { errnoOf, LEDGER_DIRECTORY, ledgerPath, MediarootError, reasonOf } from "@mediaroot/core";
import { syncError } from "../errors.ts";
import { removeAll } from "../disk/remove.ts";

/** The paths of `.syncmedia/`, the directory in a target where syncmedia keeps its state. */
export interface StateDirectory {
  readonly target: string;
  readonly directory: string;
  readonly ledger: string;
  /** The record of what was written since the ledger was. */
  readonly journal: string;
  readonly lock: string;
  /** Temporary files. Whatever a run leaves here the next one removes. */
  readonly staging: string;
  /** Things that were not ours and were replaced. */
  readonly replaced: string;
}

/** Identifies a version of a target's ledger and journal. */
export type StateFingerprint = string;

/** @param target a real directory, absolute */
export function stateDirectory(target: string): StateDirectory {
  const directory = path.join(target, LEDGER_DIRECTORY);
  const below = (name: string): string => path.join(directory, name);
  return {
    target,
    directory,
    ledger: ledgerPath(target),
    journal: below("journal.jsonl"),
    lock: below("lock"),
    staging: below("staging"),
    replaced: below("replaced"),
  };
}

/** @returns the fingerprint of the ledger and journal on disk */
export function fingerprintOf(state: StateDirectory): StateFingerprint {
  return [state.ledger, state.journal]
    .map((file) => {
      const stats = lstatSync(file, { throwIfNoEntry: false });
      return stats === undefined ? "none" : `${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
    })
    .join(" ");
}

/**
 * Creates the target and its state directory if they do not exist.
 *
 * @returns a function that removes those of the created directories that are still empty
 * @throws TARGET_INVALID, TARGET_NOT_WRITABLE
 */
export function openStateDirectory(state: StateDirectory): () => void {
  const made: string[] = [];
  try {
    makeDirectories(path.dirname(state.target), made);
    if (lstatSync(state.target, { throwIfNoEntry: false }) === undefined) made.push(makeDirectory(state.target, 0o755));
    checkStateDirectory(state);
    // Only for its owner, so that a web server that serves the target cannot read it.
    if (lstatSync(state.directory, { throwIfNoEntry: false }) === undefined) makeDirectory(state.directory, 0o700);
    return () => {
      for (const directory of [state.staging, state.directory, ...made.toReversed()]) removeIfEmpty(directory);
    };
  } catch (error) {
    for (const directory of made.toReversed()) removeIfEmpty(directory);
    throw error instanceof MediarootError ? error : notWritable(state.target, error);
  }
}

/** @throws TARGET_INVALID if the target or its state directory is not a directory; a link is refused too */
export function checkStateDirectory(state: StateDirectory): void {
  for (const directory of [state.target, state.directory]) {
    const stats = statsOf(directory);
    if (stats === undefined || stats.isDirectory()) continue;
    const reason = stats.isSymbolicLink()
      ? "is a link, and syncmedia does not write through links"
      : "is not a directory";
    throw syncError("TARGET_INVALID", { target: directory, reason });
  }
}

/** @throws TARGET_INVALID, TARGET_NOT_WRITABLE */
function statsOf(directory: string): Stats | undefined {
  try {
    return lstatSync(directory, { throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === "EACCES") throw notWritable(directory, error);
    const reason = `cannot be a target: ${reasonOf(error)}`;
    throw syncError("TARGET_INVALID", { target: directory, reason }, error);
  }
}

const LEFTOVERS = /^(?:journal\.jsonl|staging|lock|lock-.*|trial-.*)$/;

/** Removes what an earlier run left behind, except its journal. */
export function clearLeftovers(state: StateDirectory): void {
  for (const name of leftovers(state).filter((left) => left !== "lock" && left !== "journal.jsonl")) {
    removeAll(path.join(state.directory, name));
  }
}

/** Whether an earlier run was killed before it cleaned up, or a run is working now. */
export function hasLeftovers(state: StateDirectory): boolean {
  return leftovers(state).length > 0;
}

function leftovers({ directory }: StateDirectory): readonly string[] {
  if (lstatSync(directory, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(directory).filter((name) => LEFTOVERS.test(name));
}

/** Creates a directory that a web server can read, whatever the umask. */
export function makeDirectory(directory: string, mode = 0o755): string {
  mkdirSync(directory, { mode });
  if ((lstatSync(directory).mode & 0o777) !== mode) chmodSync(directory, mode);
  return directory;
}

/** Removes a directory if it is empty. */
export function removeIfEmpty(directory: string): boolean {
  try {
    if (readdirSync(directory).length > 0) return false;
    rmdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

/** @returns TARGET_NOT_WRITABLE with a system error as its cause */
export function notWritable(target: string, error: unknown): MediarootError {
  const reason = reasonOf(error);
  return syncError("TARGET_NOT_WRITABLE", { target, reason }, error);
}

function makeDirectories(directory: string, made: string[]): void {
  try {
    if (lstatSync(directory, { throwIfNoEntry: false }) !== undefined) return;
  } catch (error) {
    if (errnoOf(error) !== "ENOTDIR") throw error;
  }
  makeDirectories(path.dirname(directory), made);
  made.push(makeDirectory(directory));
}
