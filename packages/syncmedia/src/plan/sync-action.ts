import type { StatIdentity } from "@mediaroot/core";
import type { LedgerFile } from "@mediaroot/core/internal";
import type { WriteContent } from "./write-content.ts";

/** Removes a copy or a link of ours. */
export interface RemoveAction {
  readonly kind: "remove";
  readonly app: string;
  /** Its logical path. */
  readonly path: string;
  /** Its stat identity when the plan was made; anything else is left alone. Undefined if only empty directories remain. */
  readonly expected: StatIdentity | undefined;
  /** Whether it is a compressed variant of bytes that its file no longer has: it goes before the file is replaced. */
  readonly stale?: boolean | undefined;
}

/** Moves something that is not ours to `.syncmedia/replaced/`. */
export interface SetAsideAction {
  readonly kind: "set-aside";
  readonly app: string;
  readonly path: string;
  readonly expected: StatIdentity;
}

/** Something to remove or move away before a file can be written. */
export type Obstacle = RemoveAction | SetAsideAction;

/**
 * Renames a copy of ours, or a directory of copies, whose app has changed the letter case of the name, on a file system that
 * ignores letter case.
 */
export interface RenameAction {
  readonly kind: "rename";
  readonly app: string;
  readonly path: string;
  /** The old logical path. */
  readonly from: string;
  readonly expected: StatIdentity;
  /** Paths in the ledger under old names, each with the new paths of the renames that it depends on. */
  readonly stale: { readonly old: string; readonly renames: readonly string[] }[];
}

/** Writes a file. */
export interface WriteAction {
  readonly kind: "write";
  readonly app: string;
  readonly path: string;
  readonly change: "copied" | "updated" | "replaced" | "compressed";
  readonly content: WriteContent;
  /** For a content-named file: the number of the release that names it. */
  readonly release?: number | undefined;
  /** For a compressed variant: the coding, and the SHA-256 of what is compressed. */
  readonly variant?: Pick<LedgerFile, "encoding" | "of"> | undefined;
  /** The copy of ours that it replaces; undefined if there is none. */
  readonly expected: StatIdentity | undefined;
  readonly obstacles: readonly Obstacle[];
  /** Written to a staging directory first, which replaces a link by a `swap` once it is complete. */
  readonly staged: boolean;
}

/**
 * Replaces a link of ours by an app's staged directory. This takes two system calls, and the path is missing in between.
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
  /** The app's media directory, absolute, by the path at which the app is found. */
  readonly to: string;
  /** The link of ours that it replaces. */
  readonly expected: StatIdentity | undefined;
  /** The copies of ours that it replaces. */
  readonly copies: readonly RemoveAction[] | undefined;
}

export type SyncAction = RenameAction | WriteAction | RemoveAction | SetAsideAction | SwapAction | LinkAction;
