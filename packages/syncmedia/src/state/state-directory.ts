import { lstatSync, readdirSync, type Stats } from "node:fs";
import path from "node:path";
import { pid } from "node:process";
import { type MediarootError, reasonOf } from "@mediaroot/core";
import { errnoOf, LEDGER_DIRECTORY } from "@mediaroot/core/internal";
import { syncError } from "../errors.ts";
import { systemReason } from "../disk/open-directory.ts";
import { removeAll } from "../disk/remove.ts";
import { type Owner, requireTrusted } from "./ownership.ts";
import { isRunning, placeName } from "./process-place.ts";

/** The paths of `.syncmedia/`, the directory in a target where syncmedia keeps its state. */
export interface StateDirectory {
  readonly target: string;
  /** The owner of the target; undefined if it does not exist. */
  readonly owner: Owner | undefined;
  readonly directory: string;
  readonly ledger: string;
  /** What is known about the contents of a publication. Without it the next run takes longer. */
  readonly cache: string;
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

/**
 * @param target a real directory, absolute
 * @param owner the owner of the target
 * @param at gives the path for system calls of a name in `.syncmedia/`; default: its plain path
 */
export function stateDirectory(
  target: string,
  owner: Owner | undefined = ownerOf(target),
  at: (name?: string) => string = (name = "") => path.join(target, LEDGER_DIRECTORY, name),
): StateDirectory {
  return {
    target,
    owner,
    directory: at(),
    ledger: at("ledger.json"),
    cache: at("cache.json"),
    journal: at("journal.jsonl"),
    lock: at("lock"),
    staging: at("staging"),
    replaced: at("replaced"),
  };
}

function ownerOf(target: string): Owner | undefined {
  try {
    return lstatSync(target, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** @returns the plain path of a file in `.syncmedia/`, for messages */
export function plainPath({ target }: StateDirectory, place: string): string {
  return path.join(target, LEDGER_DIRECTORY, path.basename(place));
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
 * Checks that the target and its state directory are directories and not links, and that nobody else owns the state.
 *
 * @throws TARGET_INVALID, STATE_REFUSED, TARGET_NOT_WRITABLE
 */
export function checkStateDirectory(state: StateDirectory): void {
  for (const directory of [state.target, state.directory]) {
    const stats = statsOf(directory);
    if (stats?.isDirectory() === false) throw notDirectory(directory, stats);
    if (stats !== undefined && directory === state.directory) requireTrusted(state.owner, directory, stats);
  }
}

/** @returns TARGET_INVALID for something that must be a directory, and no link */
export function notDirectory(place: string, stats: Stats | undefined): MediarootError {
  const isLink = stats?.isSymbolicLink() === true;
  const reason = isLink ? "is a link, and syncmedia does not write through links" : "is not a directory";
  return syncError("TARGET_INVALID", { target: place, reason });
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

/** A trial link exists for milliseconds. */
const OLD_TRIAL_MS = 60_000;
const LEFTOVERS = /^(?:journal\.jsonl|staging|lock|lock-.*|trial-.*)$/;

/** @returns the name of a trial link of this process in `.syncmedia/` */
export function trialName(): string {
  return `trial-${placeName()}-${pid}-${crypto.randomUUID()}`;
}

/** A run that is planning may have made its trial link just now. */
function isTrialOfAnother({ directory }: StateDirectory, name: string): boolean {
  const [, place, owner] = /^trial-([^-]+)-(\d+)-/.exec(name) ?? [];
  if (place === placeName()) return Number(owner) !== pid && isRunning(Number(owner));
  const made = lstatSync(path.join(directory, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return owner !== undefined && Date.now() - made < OLD_TRIAL_MS;
}

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

function leftovers(state: StateDirectory): readonly string[] {
  if (lstatSync(state.directory, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(state.directory).filter((name) => LEFTOVERS.test(name) && !isTrialOfAnother(state, name));
}

/** @returns TARGET_NOT_WRITABLE with a system error as its cause */
export function notWritable(target: string, error: unknown): MediarootError {
  const reason = systemReason(error);
  return syncError("TARGET_NOT_WRITABLE", { target, reason }, error);
}
