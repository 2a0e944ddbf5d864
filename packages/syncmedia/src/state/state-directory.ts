import { chmodSync, lstatSync, mkdirSync, readdirSync, rmdirSync, type Stats } from "node:fs";
import path from "node:path";
import { errnoOf, LEDGER_DIRECTORY, ledgerPath, MediarootError, reasonOf } from "@mediaroot/core";
import { syncError } from "../errors.ts";
import { removeAll } from "../disk/remove.ts";

/** Where syncmedia keeps its state in a target: `.syncmedia/`. */
export interface StateDirectory {
  readonly target: string;
  readonly directory: string;
  readonly ledger: string;
  /** What this run has written since the ledger was. */
  readonly journal: string;
  readonly lock: string;
  /** Temporary files, on the target's own file system. Whatever a run leaves here the next one removes. */
  readonly staging: string;
  /** What was not ours and had to go. */
  readonly replaced: string;
}

/** Tells one state of a target's ledger and journal from another. */
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
 * Makes the target and its state directory where they are not there.
 *
 * @returns takes away again what was made and has stayed empty
 * @throws TARGET_INVALID, TARGET_NOT_WRITABLE
 */
export function openStateDirectory(state: StateDirectory): () => void {
  const made: string[] = [];
  try {
    makeDirectories(path.dirname(state.target), made);
    if (lstatSync(state.target, { throwIfNoEntry: false }) === undefined) made.push(makeDirectory(state.target, 0o755));
    checkStateDirectory(state);
    // For its owner alone: a web server that serves the target has no business in here.
    if (lstatSync(state.directory, { throwIfNoEntry: false }) === undefined) makeDirectory(state.directory, 0o700);
    return () => {
      for (const directory of [state.staging, state.directory, ...made.toReversed()]) removeIfEmpty(directory);
    };
  } catch (error) {
    for (const directory of made.toReversed()) removeIfEmpty(directory);
    throw error instanceof MediarootError ? error : notWritable(state.target, error);
  }
}

/** @throws TARGET_INVALID when the target or its state directory is no directory: neither is written through a link */
export function checkStateDirectory(state: StateDirectory): void {
  for (const directory of [state.target, state.directory]) {
    const stats = statsOf(directory);
    if (stats === undefined || stats.isDirectory()) continue;
    const reason = stats.isSymbolicLink() ? "is a link, and nothing is written through links" : "is not a directory";
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

const LEAVINGS = /^(?:journal\.jsonl|staging|lock|lock-.*|trial-.*)$/;

/** Removes what an earlier run left behind, but for its journal. */
export function clearLeavings(state: StateDirectory): void {
  for (const name of leavings(state).filter((left) => left !== "lock" && left !== "journal.jsonl")) {
    removeAll(path.join(state.directory, name));
  }
}

/** Whether an earlier run was killed before it had cleared up, or one is at work now. */
export function hasLeavings(state: StateDirectory): boolean {
  return leavings(state).length > 0;
}

function leavings({ directory }: StateDirectory): readonly string[] {
  if (lstatSync(directory, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(directory).filter((name) => LEAVINGS.test(name));
}

/** Makes a directory that a web server can read, whatever the umask. */
export function makeDirectory(directory: string, mode = 0o755): string {
  mkdirSync(directory, { mode });
  if ((lstatSync(directory).mode & 0o777) !== mode) chmodSync(directory, mode);
  return directory;
}

/** Removes a directory if nothing is in it. */
export function removeIfEmpty(directory: string): boolean {
  try {
    if (readdirSync(directory).length > 0) return false;
    rmdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

/** @returns the TARGET_NOT_WRITABLE that a system error comes to */
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
