import type { Ledger, ListedFile, StatIdentity, SyncmediaSettings } from "@mediaroot/core";
import type { Strategy } from "./decide.ts";
import type { StateFingerprint } from "../state/state-directory.ts";

/** How media is put in place. */
export type Method = SyncmediaSettings["METHOD"];

/** Removes a copy or a link of ours. */
export interface RemoveAction {
  readonly kind: "remove";
  readonly app: string;
  /** Its logical path. */
  readonly path: string;
  /** What stood there when the plan was made; anything else is left alone. Undefined: only empty directories are left. */
  readonly expected: StatIdentity | undefined;
}

/** Moves what is not ours to `.syncmedia/replaced/`. */
export interface SetAsideAction {
  readonly kind: "set-aside";
  readonly app: string;
  readonly path: string;
  readonly expected: StatIdentity;
}

/** What must go before a file can be put in its place. */
export type Obstacle = RemoveAction | SetAsideAction;

/**
 * Gives our copy, or a directory of them, the name in which its app spells it now, on a file system that takes the two
 * for one.
 */
export interface RenameAction {
  readonly kind: "rename";
  readonly app: string;
  readonly path: string;
  /** Its name so far. */
  readonly from: string;
  readonly expected: StatIdentity;
  /** What the ledger owns under old names, each with the renames that it takes to make it the new one. */
  readonly stale: { readonly old: string; readonly renames: readonly string[] }[];
}

/** Copies a file into place. */
export interface WriteAction {
  readonly kind: "write";
  readonly app: string;
  readonly path: string;
  readonly change: "copied" | "updated" | "replaced";
  readonly file: ListedFile;
  /** Our copy that stood there; undefined where nothing did. */
  readonly expected: StatIdentity | undefined;
  readonly obstacles: readonly Obstacle[];
  /** Written aside first: its directory takes the place of a link by a `swap`, when all is there. */
  readonly staged: boolean;
}

/**
 * Puts an app's staged directory where a link of ours stood. No system call does that in one: between two of them nothing
 * stands there.
 */
export interface SwapAction {
  readonly kind: "swap";
  readonly app: string;
  readonly path: string;
  readonly expected: StatIdentity;
}

/** Links MEDIA_ROOT/<label> to the app's media. */
export interface LinkAction {
  readonly kind: "link";
  readonly app: string;
  readonly path: string;
  /** The app's media directory, absolute. */
  readonly to: string;
  /** A link of ours that it takes the place of. */
  readonly expected: StatIdentity | undefined;
  /** Our copies that it takes the place of, by logical path. */
  readonly copies: readonly RemoveAction[] | undefined;
}

export type SyncAction = RenameAction | WriteAction | RemoveAction | SetAsideAction | SwapAction | LinkAction;

/** Something that stays as it is, and why. */
export interface Remark {
  readonly app: string;
  readonly path: string;
  readonly reason: string;
}

/** Something that was not done because of an error. */
export interface Failure {
  readonly app: string;
  readonly path: string;
  readonly error: Error;
}

/** A link that cannot be made. */
export interface LinkRefusal {
  readonly app: string;
  readonly path: string;
  readonly reason: string;
  /** The command that makes the link by hand. */
  readonly command: string;
}

/** What one app's media comes to in a plan. */
export interface AppPlan {
  readonly app: string;
  readonly method: "copy" | "link";
  /** Why it is copied where `--auto` would rather link. */
  readonly why: string | undefined;
  /** Files that hold what they should, and links that stand. */
  readonly unchanged: number;
}

/** What would be done, decided and not yet done. Plain data but for the errors. */
export interface SyncPlan {
  /** The real directory that is written to. */
  readonly target: string;
  readonly method: Method;
  readonly strategy: Strategy;
  /** Apps whose target directory is deleted first (strategy `clear`). */
  readonly cleared: readonly string[];
  /**
   * What most of a target outside the project belongs to, by the first name of its logical paths, where this project has
   * nothing of that name and would remove it: another project publishes there, it seems.
   */
  readonly foreign: readonly string[];
  readonly apps: readonly AppPlan[];
  readonly actions: readonly SyncAction[];
  /** Overrides that stay. */
  readonly kept: readonly Remark[];
  /** Our copies that differ and that the strategy leaves. */
  readonly behind: readonly Remark[];
  /** Files that became ours as they stand. */
  readonly adopted: readonly Remark[];
  /** Files of the apps that are never served, and so not written. */
  readonly skipped: readonly Remark[];
  readonly failed: readonly Failure[];
  /** Links that cannot be made. With method `link` one refusal leaves everything undone. */
  readonly refusals: readonly LinkRefusal[];
  readonly warnings: readonly string[];
  /** The ledger as it is before the actions; each adds to it or takes from it. */
  readonly ledger: Ledger;
  /** The files that are ours by the ledger on disk and by what a killed run wrote since. */
  readonly owned: Ledger["files"];
  /** Whether that ledger says other than the one on disk, or a killed run has left something to clear away. */
  readonly unsettled: boolean;
  /** What the ledger on disk was. */
  readonly fingerprint: StateFingerprint;
}

/** What became of a plan. */
export interface SyncResult {
  readonly plan: SyncPlan;
  readonly done: readonly SyncAction[];
  readonly failed: readonly Failure[];
  /** Actions that an interruption left undone. */
  readonly undone: number;
  readonly bytes: ReadonlyMap<string, number>;
  /** Milliseconds, by app. */
  readonly durations: ReadonlyMap<string, number>;
  /** Where things that were not ours went: below `.syncmedia/replaced/`. */
  readonly replacedIn: string | undefined;
}
