import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { contains } from "../disk/containment.ts";
import { errnoOf, reasonOf } from "../error.ts";
import { coreError } from "../errors.ts";
import { isNotThere } from "../disk/file-status.ts";
import { type LoadedLedger, parseLedger } from "./ledger-format.ts";
import { LEDGER_DIRECTORY } from "../finder/media-ignore.ts";
import { realPathOf } from "../disk/real-path.ts";

/** @returns the path of the ledger of a target directory */
export function ledgerPath(target: string): string {
  return path.join(target, LEDGER_DIRECTORY, "ledger.json");
}

/**
 * The name by which a ledger knows its target: a directory inside the project is named relative to the project root, so that a
 * project can be moved with its media; any other by its absolute path.
 *
 * @param root the project root
 * @param target a directory, which need not exist
 */
export function ledgerTarget(root: string, target: string): string {
  const [realRoot, realTarget] = [realPathOf(root), realPathOf(target)];
  return contains(realRoot, realTarget) ? path.relative(realRoot, realTarget).replaceAll(path.sep, "/") : realTarget;
}

/**
 * Loads the ledger of a target directory.
 *
 * @param target the directory, absolute
 * @param root the project root
 * @returns undefined if there is none
 * @throws LEDGER_UNREADABLE, LEDGER_CORRUPT, LEDGER_NEWER, LEDGER_OTHER_TARGET; system errors while it is read
 */
export function loadLedger(target: string, root: string): LoadedLedger | undefined {
  const ledger = readLedger(target);
  if (ledger === undefined) return undefined;
  const file = ledgerPath(target);
  const expected = ledgerTarget(root, target);
  if (ledger.target !== expected) throw coreError("LEDGER_OTHER_TARGET", { file, found: ledger.target, expected });
  return ledger;
}

/**
 * Reads the ledger in a directory, whatever target it was written for: a container may have copied the directory.
 *
 * @param directory absolute
 * @returns undefined if there is none
 * @throws LEDGER_UNREADABLE, LEDGER_CORRUPT, LEDGER_NEWER; system errors while it is read
 */
export function readLedger(directory: string): LoadedLedger | undefined {
  const file = ledgerPath(directory);
  const fd = openLedger(file);
  if (fd === undefined) return undefined;
  try {
    if (!fstatSync(fd).isFile()) throw notRegular(file);
    return parseLedger(readFileSync(fd), file);
  } finally {
    closeSync(fd);
  }
}

/** Other users may write to the directory, so no link is followed, and opening a named pipe does not wait for its other end. */
function openLedger(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (isNotThere(error)) return undefined;
    const code = errnoOf(error);
    throw code === "ELOOP" || code === "ENXIO"
      ? notRegular(file)
      : coreError("LEDGER_UNREADABLE", { file, reason: reasonOf(error) }, error);
  }
}

function notRegular(file: string): Error {
  return coreError("LEDGER_CORRUPT", { file, reason: "it is not a regular file" });
}
