import { closeSync, fsyncSync, renameSync } from "node:fs";
import { type Ledger, renderLedger } from "@mediaroot/core/internal";
import type { DirectoryTree } from "../disk/directory-tree.ts";
import { flushDirectory } from "../disk/flush.ts";
import { discard } from "../disk/remove.ts";
import { writeWhole } from "../disk/write-whole.ts";
import { openNewStateFile } from "../state/state-file.ts";
import { type ApplyContext, requireLock } from "./apply-context.ts";

/** Characters to collect for one write: a trade of memory for system calls. */
const CHUNK = 100_000;

/**
 * Writes the ledger of a target: to a temporary file, flushed to disk, then renamed. The directories that have changed are
 * flushed before, so that after a power loss the ledger is never ahead of the files.
 *
 * @throws SYNC_LOCK_LOST, system errors; the old ledger is unchanged then
 */
export function applyLedger(context: ApplyContext, ledger: Ledger): void {
  const { state, tree, changed } = context;
  requireLock(context);
  for (const directory of changed) flushIn(tree, directory);
  const temporary = context.temporary();
  try {
    writeFlushed(openNewStateFile(state, temporary, 0o644), ledger);
    requireLock(context);
    renameSync(temporary, state.ledger);
  } catch (error) {
    discard(temporary);
    throw error;
  }
  flushDirectory(state.directory);
}

function writeFlushed(fd: number, ledger: Ledger): void {
  try {
    for (const text of inChunks(renderLedger(ledger))) writeWhole(fd, Buffer.from(text));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function* inChunks(pieces: Iterable<string>): Generator<string, void> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK) continue;
    yield text;
    text = "";
  }
  yield text;
}

function flushIn(tree: DirectoryTree, directory: string): void {
  let place: string | undefined;
  try {
    place = tree.reach(`${directory}/.`);
  } catch {
    // Somebody has replaced it: what is there now is not ours.
  }
  // If it does not exist, it was emptied and removed, and the directory above it has changed too.
  if (place !== undefined) flushDirectory(place);
}
