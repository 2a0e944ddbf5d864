import { lstatSync } from "node:fs";
import path from "node:path";
import { identityOf, type LedgerFile, sameIdentity, type StatIdentity } from "@mediaroot/core";
import { syncError } from "../errors.ts";
import { isReachedDirectly, absolutePath } from "../target/target-path.ts";
import type { Journal } from "../state/journal.ts";
import { makeDirectory, removeIfEmpty, type StateDirectory } from "../state/state-directory.ts";
import { folded } from "../target/target-path.ts";

/** The state that the actions of one run share. */
export interface ApplyContext {
  readonly state: StateDirectory;
  readonly journal: Journal;
  /** The files of the ledger so far. */
  readonly files: Map<string, LedgerFile>;
  /** The links of the ledger so far. */
  readonly links: Map<string, string>;
  /** Absolute paths that are known to be directories of the target. */
  readonly directories: Set<string>;
  /** The ones that this run made. */
  readonly made: string[];
  /** Logical paths of obstacles that were removed. */
  readonly cleared: Set<string>;
  /** The folded names of what was renamed in letter case. */
  readonly renamed: string[];
  /** Staged copies that wait for their swap, by app. */
  readonly staged: Map<string, LedgerFile[]>;
  /** Bytes written, by app. */
  readonly bytes: Map<string, number>;
  /** The directory for things that are not ours; created when it is first needed. */
  readonly replaced: { readonly directory: string; used: boolean };
  /** @returns the absolute path of a new temporary file */
  readonly temporary: () => string;
}

/** @throws TARGET_CHANGED if a link or something else has replaced a directory on the way to a path */
export function requireReached(place: string, logicalPath: string): void {
  if (isReachedDirectly(place)) return;
  const found = "its directory was replaced by a link or by something else since the plan was made";
  throw syncError("TARGET_CHANGED", { path: logicalPath, found });
}

/**
 * Checks a path for the last time before it is written or removed.
 *
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
 */
export function afterRename<Expected extends StatIdentity | undefined>(
  context: ApplyContext,
  logicalPath: string,
  expected: Expected,
): StatIdentity | Expected {
  const twin = folded(logicalPath);
  if (!context.renamed.some((name) => twin === name || twin.startsWith(`${name}/`))) return expected;
  const stats = lstatSync(absolutePathIn(context, logicalPath), { throwIfNoEntry: false });
  return stats === undefined || expected === undefined
    ? expected
    : { ...expected, ctimeMs: stats.ctimeMs, ino: stats.ino };
}

/**
 * Creates the directories above a path.
 *
 * @param root the directory to stay in: the target, or one below it
 * @throws TARGET_CHANGED if something that is not a directory is in the way
 */
export function makeParents(context: ApplyContext, root: string, place: string): void {
  const directory = path.dirname(place);
  if (directory === root || context.directories.has(directory)) return;
  makeParents(context, root, directory);
  const stats = lstatSync(directory, { throwIfNoEntry: false });
  const logicalPath = path.relative(context.state.target, directory).replaceAll(path.sep, "/");
  if (stats === undefined) {
    requireReached(directory, logicalPath);
    if (root === context.state.target) context.journal.add({ directory: logicalPath });
    makeDirectory(directory);
    context.made.push(directory);
  } else if (!stats.isDirectory()) {
    throw syncError("TARGET_CHANGED", { path: logicalPath, found: "it is not a directory, and one is needed there" });
  }
  context.directories.add(directory);
}

/** Removes the directories above a path, as far up as they are empty. */
export function removeEmptyParents(context: ApplyContext, place: string): void {
  for (let directory = path.dirname(place); directory !== context.state.target; directory = path.dirname(directory)) {
    context.directories.delete(directory);
    if (lstatSync(directory, { throwIfNoEntry: false }) === undefined) continue;
    if (!isReachedDirectly(directory) || !removeIfEmpty(directory)) return;
  }
}

/** @returns the absolute path of a logical path in the target of a run */
export function absolutePathIn(context: ApplyContext, logicalPath: string): string {
  return absolutePath(context.state.target, logicalPath);
}
