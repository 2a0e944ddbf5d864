import { lstatSync } from "node:fs";
import path from "node:path";
import { identityOf, type LedgerFile, sameIdentity, type StatIdentity } from "@mediaroot/core";
import { syncError } from "../errors.ts";
import { isReachedDirectly, placeOf } from "../target/inside-target.ts";
import type { Journal } from "../state/journal.ts";
import { makeDirectory, removeIfEmpty, type StateDirectory } from "../state/state-directory.ts";
import { folded } from "../target/folded-path.ts";

/** What the steps of one run share. */
export interface ApplyContext {
  readonly state: StateDirectory;
  readonly journal: Journal;
  /** The ledger as it grows. */
  readonly files: Map<string, LedgerFile>;
  readonly links: Map<string, string>;
  /** Places that are known to be directories of the target. */
  readonly directories: Set<string>;
  /** Those of them that this run has made, absolute. */
  readonly made: string[];
  /** Obstacles that are out of the way. */
  readonly cleared: Set<string>;
  /** What has got a name in other letters, as both names fold. */
  readonly renamed: string[];
  /** Staged copies that wait for their swap, by app. */
  readonly staged: Map<string, LedgerFile[]>;
  /** Bytes written, by app. */
  readonly bytes: Map<string, number>;
  /** Where things that are not ours go; made when the first does. */
  readonly replaced: { readonly directory: string; used: boolean };
  /** @returns a new name for a temporary file, absolute */
  readonly temporary: () => string;
}

/** @throws TARGET_CHANGED when a place is no longer reached through directories of the target alone */
export function requireReached(place: string, logicalPath: string): void {
  if (isReachedDirectly(place)) return;
  const found = "its directory has given way to a link or to something else since the plan was made";
  throw syncError("TARGET_CHANGED", { path: logicalPath, found });
}

/**
 * Looks at a place for the last time before it is written or removed.
 *
 * @returns false where nothing stands any more
 * @throws TARGET_CHANGED when something else stands there than the plan has seen
 */
export function requireExpected(place: string, logicalPath: string, expected: StatIdentity | undefined): boolean {
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (expected !== undefined && isExpected(identityOf(stats), expected, stats.isDirectory())) return true;
  const found = expected === undefined ? "something has appeared there" : "it was changed";
  throw syncError("TARGET_CHANGED", { path: logicalPath, found: `${found} since the plan was made` });
}

/** A directory is the same one whatever has changed in it. */
function isExpected(found: StatIdentity, expected: StatIdentity, isDirectory: boolean): boolean {
  return isDirectory ? found.ino === expected.ino && found.dev === expected.dev : sameIdentity(found, expected);
}

/**
 * What the plan has seen, as the system tells of it once it, or a directory that holds it, was renamed: a rename changes
 * the ctime, and on some systems the inode number.
 */
export function afterRename<Seen extends StatIdentity | undefined>(
  context: ApplyContext,
  logicalPath: string,
  expected: Seen,
): StatIdentity | Seen {
  const twin = folded(logicalPath);
  if (!context.renamed.some((name) => twin === name || twin.startsWith(`${name}/`))) return expected;
  const stats = lstatSync(placeIn(context, logicalPath), { throwIfNoEntry: false });
  return stats === undefined || expected === undefined
    ? expected
    : { ...expected, ctimeMs: stats.ctimeMs, ino: stats.ino };
}

/**
 * Makes the directories that a place lies in.
 *
 * @param root the directory to stay in: the target, or one below it
 * @throws TARGET_CHANGED when something that is no directory is in the way
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
    throw syncError("TARGET_CHANGED", { path: logicalPath, found: "it is in the way and no directory" });
  }
  context.directories.add(directory);
}

/** Removes the directories that a place lay in, as far up as they are empty. */
export function removeEmptyParents(context: ApplyContext, place: string): void {
  for (let directory = path.dirname(place); directory !== context.state.target; directory = path.dirname(directory)) {
    context.directories.delete(directory);
    if (lstatSync(directory, { throwIfNoEntry: false }) === undefined) continue;
    if (!isReachedDirectly(directory) || !removeIfEmpty(directory)) return;
  }
}

/** @returns where a logical path is in the target of a run */
export function placeIn(context: ApplyContext, logicalPath: string): string {
  return placeOf(context.state.target, logicalPath);
}
