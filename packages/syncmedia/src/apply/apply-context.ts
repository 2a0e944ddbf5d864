import { lstatSync } from "node:fs";
import type { StatIdentity } from "@mediaroot/core";
import {
  type ContentCoding,
  errnoOf,
  identityOf,
  type LedgerFile,
  type LedgerTable,
  parentOf,
  sameIdentity,
} from "@mediaroot/core/internal";
import type { DirectoryTree } from "../disk/directory-tree.ts";
import { removeIfEmpty } from "../disk/remove.ts";
import { syncError } from "../errors.ts";
import type { Journal } from "../state/journal.ts";
import type { Lock } from "../state/lock.ts";
import type { StateDirectory } from "../state/state-directory.ts";
import { folded } from "../target/target-path.ts";
import type { Replaced } from "./replaced.ts";

/** The state that the actions of one run share. */
export interface ApplyContext {
  readonly state: StateDirectory;
  readonly lock: Lock;
  readonly journal: Journal;
  /** The target. */
  readonly tree: DirectoryTree;
  /** `.syncmedia/staging/`. */
  readonly staging: DirectoryTree;
  readonly replaced: Replaced;
  /** The files of the ledger so far. */
  readonly files: LedgerTable;
  /** The links of the ledger so far. */
  readonly links: Map<string, string>;
  /** Logical paths of the directories that this run made. */
  readonly made: string[];
  /** Logical paths of the directories in which names have changed: to be flushed before the ledger is written. */
  readonly changed: Set<string>;
  /** Logical paths of obstacles that were removed. */
  readonly cleared: Set<string>;
  /** The folded names of what was renamed in letter case. */
  readonly renamed: string[];
  /** Staged copies that wait for their swap, by app. */
  readonly staged: Map<string, LedgerFile[]>;
  /** The codings that this run has found to gain nothing, by the SHA-256 of the bytes. */
  readonly gainless: Map<string, readonly ContentCoding[]>;
  /** Bytes written, by app. */
  readonly bytes: Map<string, number>;
  /** @returns the path of a new temporary file in staging, with a name that no other run has */
  readonly temporary: () => string;
}

/** @throws SYNC_LOCK_LOST if another process works in the target now */
export function requireLock({ state, lock }: Pick<ApplyContext, "state" | "lock">): void {
  if (!lock.isHeld()) throw syncError("SYNC_LOCK_LOST", { target: state.target });
}

/**
 * @returns the path for system calls of a logical path, valid until the next call for another directory; undefined if its
 *   directory does not exist
 * @throws TARGET_CHANGED if a link or something else has replaced a directory on the way
 */
export function reach({ tree }: Pick<ApplyContext, "tree">, logicalPath: string): string | undefined {
  return orChanged(logicalPath, () => tree.reach(logicalPath));
}

/**
 * Creates the directories above a path.
 *
 * @returns the path for system calls, as `reach` does
 * @throws TARGET_CHANGED as `reach` does; system errors
 */
export function makeParents({ tree, journal, made, changed }: ApplyContext, logicalPath: string): string {
  return orChanged(logicalPath, () =>
    tree.make(logicalPath, (directory) => {
      journal.add({ directory });
      made.push(directory);
      changed.add(parentOf(directory));
    }),
  );
}

function orChanged<Result>(logicalPath: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (errnoOf(error) !== "ENOTDIR") throw error;
    const found = "its directory was replaced by a link or by something else since the plan was made";
    throw syncError("TARGET_CHANGED", { path: logicalPath, found }, error);
  }
}

/** Records that a name has appeared or gone. */
export function markChanged({ changed }: ApplyContext, logicalPath: string): void {
  changed.add(parentOf(logicalPath));
}

/**
 * Checks a path for the last time before it is written or removed.
 *
 * @param place its path for system calls
 * @param expected its stat identity in the plan; undefined if nothing should be there
 * @returns whether anything is there
 * @throws TARGET_CHANGED if it is not what the plan expected
 */
export function requireExpected(place: string, logicalPath: string, expected: StatIdentity | undefined): boolean {
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (expected !== undefined && isExpected(identityOf(stats), expected, stats.isDirectory())) return true;
  const found = expected === undefined ? "something has appeared there" : "it was changed";
  throw syncError("TARGET_CHANGED", { path: logicalPath, found: `${found} since the plan was made` });
}

/** A directory stays the same one when its contents change. */
function isExpected(found: StatIdentity, expected: StatIdentity, isDirectory: boolean): boolean {
  return isDirectory ? found.ino === expected.ino && found.dev === expected.dev : sameIdentity(found, expected);
}

/**
 * Updates an expected identity after a rename of the path or of a directory above it. A rename changes the ctime, and on some
 * systems the inode number.
 *
 * @param place the path for system calls
 */
export function afterRename<Expected extends StatIdentity | undefined>(
  { renamed }: ApplyContext,
  { logicalPath, place }: { readonly logicalPath: string; readonly place: string },
  expected: Expected,
): StatIdentity | Expected {
  const twin = folded(logicalPath);
  if (!renamed.some((name) => twin === name || twin.startsWith(`${name}/`))) return expected;
  const stats = lstatSync(place, { throwIfNoEntry: false });
  return stats === undefined || expected === undefined
    ? expected
    : { ...expected, ctimeMs: stats.ctimeMs, ino: stats.ino };
}

/** Removes the directories above a path, as far up as they are empty. */
export function removeEmptyParents(context: ApplyContext, logicalPath: string): void {
  for (let directory = parentOf(logicalPath); directory !== ""; directory = parentOf(directory)) {
    try {
      const place = context.tree.reach(directory);
      if (place === undefined || lstatSync(place, { throwIfNoEntry: false }) === undefined) continue;
      if (!removeIfEmpty(place)) return;
      markChanged(context, directory);
    } catch {
      // Somebody replaced a directory on the way: what is there is not ours.
      return;
    }
  }
}
