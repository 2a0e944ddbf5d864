import { chownSync, fchownSync } from "node:fs";
import { geteuid } from "node:process";
import { syncError } from "../errors.ts";

/** The owner of a file, as `fs.Stats` has it. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Checks the owner of something in `.syncmedia/`. It must be the user who runs this, root, or the owner of the target. Anybody
 * else who may write to the target could have put it there, to make syncmedia delete what it does not own.
 *
 * @param target the owner of the target
 * @param place its path, for the message
 * @throws STATE_REFUSED
 */
export function requireTrusted(target: Owner | undefined, place: string, { uid }: Owner): void {
  // Windows has no user numbers.
  const trusted = geteuid === undefined ? [uid] : [geteuid(), 0, target?.uid];
  if (trusted.includes(uid)) return;
  throw syncError("STATE_REFUSED", { path: place, reason: `belongs to another user (uid ${uid})` });
}

/**
 * Gives a file or directory that root has just created in `.syncmedia/` to the owner of the target, who could not read it
 * otherwise.
 *
 * @param created a file descriptor, or the path of a directory that is held open
 */
export function giveToOwner(target: Owner | undefined, created: number | string): void {
  if (target === undefined || target.uid === 0 || geteuid?.() !== 0) return;
  try {
    if (typeof created === "number") fchownSync(created, target.uid, target.gid);
    else chownSync(created, target.uid, target.gid);
  } catch {
    // Some file systems have no owners.
  }
}
