import { lstatSync } from "node:fs";
import path from "node:path";
import { MediarootError } from "@mediaroot/core";
import { errnoOf, LEDGER_DIRECTORY } from "@mediaroot/core/internal";
import { createDirectoryTree, type DirectoryTree, openOrCreate } from "../disk/directory-tree.ts";
import { isAnchored, type OpenDirectory, openDirectory } from "../disk/open-directory.ts";
import { removeIfEmpty } from "../disk/remove.ts";
import { giveToOwner, requireTrusted } from "./ownership.ts";
import { notDirectory, notWritable, type StateDirectory, stateDirectory } from "./state-directory.ts";

/** A target that is open for writing. */
export interface OpenState {
  /** The state directory; its paths lead through the directory that is held open. */
  readonly state: StateDirectory;
  /** The target. */
  readonly tree: DirectoryTree;
  /** Closes all, and removes those of the created directories that are still empty. */
  close(): void;
}

const TRIES = 5;

/**
 * Opens the target and its state directory, and creates them if they do not exist. Both are held open: whoever exchanges one
 * of them for a link redirects nothing.
 *
 * @param target its real path
 * @throws TARGET_INVALID, STATE_REFUSED, TARGET_NOT_WRITABLE
 */
export function openState(target: string): OpenState {
  for (let tries = 1; ; tries += 1) {
    try {
      return tryOpen(target);
    } catch (error) {
      // Another run has just removed a directory that was still empty.
      if (errnoOf(error) === "ENOENT" && tries < TRIES) continue;
      throw error instanceof MediarootError ? error : notWritable(target, error);
    }
  }
}

function tryOpen(target: string): OpenState {
  const base = isAnchored() ? "/" : existingAncestor(target);
  const created: string[] = [];
  let root: OpenDirectory | undefined;
  try {
    root = openTarget(base, target, created);
    return openIn(root, target, () => removeCreated(base, created));
  } catch (error) {
    root?.close();
    removeCreated(base, created);
    throw error;
  }
}

function openIn(root: OpenDirectory, target: string, onClose: () => void): OpenState {
  const directory = openStateDirectory(target, root);
  const state = stateDirectory(target, root.stats, (name) => directory.at(name));
  const tree = createDirectoryTree(root);
  return {
    state,
    tree,
    close() {
      removeIfEmpty(root.at(LEDGER_DIRECTORY));
      directory.close();
      tree.close();
      onClose();
    },
  };
}

/** For the owner alone, so that a web server that serves the target cannot read it. */
function openStateDirectory(target: string, root: OpenDirectory): OpenDirectory {
  const place = path.join(target, LEDGER_DIRECTORY);
  const { directory, created } = orNotDirectory(place, () => openOrCreate(root.at(LEDGER_DIRECTORY), 0o700));
  try {
    if (created) giveToOwner(root.stats, directory.at());
    else requireTrusted(root.stats, place, directory.stats);
    return directory;
  } catch (error) {
    directory.close();
    throw error;
  }
}

/** The way to the target is walked directory by directory, so that none of them can be exchanged for a link meanwhile. */
function openTarget(base: string, target: string, created: string[]): OpenDirectory {
  if (base === target) return orNotDirectory(target, () => openDirectory(target));
  const way = createDirectoryTree(openDirectory(base));
  try {
    return orNotDirectory(target, () => {
      const relative = path.relative(base, target).replaceAll(path.sep, "/");
      const place = way.make(relative, (directory) => created.push(directory));
      const found = openOrCreate(place, 0o755);
      if (found.created) created.push(relative);
      return found.directory;
    });
  } finally {
    way.close();
  }
}

function existingAncestor(target: string): string {
  try {
    if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) return target;
  } catch (error) {
    if (errnoOf(error) !== "ENOTDIR") throw error;
  }
  return existingAncestor(path.dirname(target));
}

function removeCreated(base: string, created: readonly string[]): void {
  if (created.length === 0) return;
  const way = createDirectoryTree(openDirectory(base));
  try {
    for (const directory of created.toReversed()) removeIfEmpty(way.reach(directory) ?? "");
  } catch {
    // A directory on the way was replaced by somebody else.
  } finally {
    way.close();
  }
}

function orNotDirectory<Result>(place: string, open: () => Result): Result {
  try {
    return open();
  } catch (error) {
    if (errnoOf(error) !== "ENOTDIR") throw error;
    throw notDirectory(place, lstatSync(place, { throwIfNoEntry: false }));
  }
}
