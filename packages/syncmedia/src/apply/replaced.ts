import path from "node:path";
import { errnoOf, LEDGER_DIRECTORY } from "@mediaroot/core/internal";
import { createDirectory, createDirectoryTree, type DirectoryTree, openOrCreate } from "../disk/directory-tree.ts";
import type { OpenDirectory } from "../disk/open-directory.ts";
import { syncError } from "../errors.ts";
import { requireTrusted } from "../state/ownership.ts";
import { plainPath, type StateDirectory } from "../state/state-directory.ts";

/** The directory of a run for things that are not ours: `.syncmedia/replaced/<time>/`. */
export interface Replaced {
  /**
   * Creates the directory when it is first called.
   *
   * @throws STATE_REFUSED, system errors
   */
  tree(): DirectoryTree;
  /** @returns its absolute path; undefined if it was not created */
  path(): string | undefined;
  close(): void;
}

/** Creates the directory of a run; it does not exist before something goes there. */
export function createReplaced(state: StateDirectory): Replaced {
  const time = new Date().toISOString().replaceAll(":", "-");
  let made: { readonly tree: DirectoryTree; readonly name: string } | undefined;
  return {
    tree() {
      made ??= makeReplaced(state, time);
      return made.tree;
    },
    path: () => made && path.join(state.target, LEDGER_DIRECTORY, "replaced", made.name),
    close: () => made?.tree.close(),
  };
}

function makeReplaced(state: StateDirectory, time: string): { readonly tree: DirectoryTree; readonly name: string } {
  const parent = openPrivate(state, state.replaced);
  try {
    // A clock that was set back can repeat a time; the directory of the first time is kept.
    for (let [name, nth] = [time, 2]; ; name = `${time}-${nth}`, nth += 1) {
      const directory = createUnlessThere(parent.at(name));
      if (directory !== undefined) return { tree: createDirectoryTree(directory), name };
    }
  } finally {
    parent.close();
  }
}

function createUnlessThere(place: string): OpenDirectory | undefined {
  try {
    return createDirectory(place, 0o700);
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return undefined;
    throw error;
  }
}

/**
 * Opens a directory in `.syncmedia/`, and creates it for its owner alone if it does not exist.
 *
 * @throws STATE_REFUSED if it is a link, or belongs to somebody else; system errors
 */
export function openPrivate(state: StateDirectory, place: string): OpenDirectory {
  const shown = plainPath(state, place);
  let directory: OpenDirectory | undefined;
  try {
    ({ directory } = openOrCreate(place, 0o700));
    requireTrusted(state.owner, shown, directory.stats);
    return directory;
  } catch (error) {
    directory?.close();
    if (errnoOf(error) !== "ENOTDIR") throw error;
    throw syncError("STATE_REFUSED", { path: shown, reason: "is a link or not a directory" }, error);
  }
}
