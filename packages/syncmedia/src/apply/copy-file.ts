import { createHash, hash } from "node:crypto";
import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, readSync, type Stats } from "node:fs";
import { identityOf, type MediaFile, readWhole, sameIdentity } from "@mediaroot/core";
import { syncError } from "../errors.ts";
import { discard } from "../disk/remove.ts";
import { writeWhole } from "../disk/write-whole.ts";

/** A copy that has not been put in its place yet. */
export interface StagedCopy {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** What a web server can read, whatever the app's file allows; no setuid. */
const MODE = 0o644;
const CHUNK = 1024 * 1024;
/**
 * Two writes within one tick of the system's clock leave the same times, and those of a long write are those of its beginning:
 * of a file that changed less long ago, unchanged times say nothing.
 */
const SETTLED_MS = { small: 20, large: 100 } as const;
const buffer = Buffer.allocUnsafe(CHUNK);
const hole = Buffer.alloc(CHUNK);

/**
 * Copies a file's bytes to a new file, in constant memory.
 *
 * @param file as it was listed; if it is not that file any more, nothing is copied
 * @param staged where to; nothing stands there
 * @throws SOURCE_CHANGED; system errors. The new file is gone then.
 */
export function stageCopy(file: Pick<MediaFile, "path" | "identity">, staged: string): StagedCopy {
  // Not blocking: a fifo that took the file's place must not hold us up.
  const source = openSync(file.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    waitUntilSettled(file);
    requireUnchanged(source, file);
    const target = openSync(staged, "wx", MODE);
    try {
      const content =
        file.identity.size <= CHUNK ? copyWhole(source, target, file.identity.size) : copyChunks(source, target);
      requireUnchanged(source, file);
      return { ...content, mtimeMs: readable(target).mtimeMs };
    } catch (error) {
      discard(staged);
      throw error;
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

/** From then on any write shows in the file's times; those that lie far in the future are somebody's mistake. */
function waitUntilSettled({ identity: { ctimeMs, size } }: Pick<MediaFile, "identity">): void {
  const settledMs = size <= CHUNK ? SETTLED_MS.small : SETTLED_MS.large;
  const left = ctimeMs + settledMs - Date.now();
  if (left > 0 && left <= 2 * settledMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, left);
}

/** Neither a mixture of two states nor a file that was not looked at before (a link to elsewhere, say). */
function requireUnchanged(source: number, file: Pick<MediaFile, "path" | "identity">): void {
  const stats = fstatSync(source);
  if (stats.isFile() && sameIdentity(identityOf(stats), file.identity)) return;
  throw syncError("SOURCE_CHANGED", { file: file.path });
}

function copyWhole(source: number, target: number, expected: number): Pick<StagedCopy, "sha256" | "size"> {
  const bytes = buffer.subarray(0, readWhole(source, buffer.subarray(0, expected)));
  writeWhole(target, bytes, 0);
  return { sha256: hash("sha256", bytes, "hex"), size: bytes.length };
}

function copyChunks(source: number, target: number): Pick<StagedCopy, "sha256" | "size"> {
  const whole = createHash("sha256");
  let size = 0;
  for (;;) {
    const length = readSync(source, buffer, 0, CHUNK, size);
    if (length === 0) break;
    const bytes = buffer.subarray(0, length);
    whole.update(bytes);
    // A hole stays a hole: a sparse file needs no more room than it did.
    if (!bytes.equals(hole.subarray(0, length))) writeWhole(target, bytes, size);
    size += length;
  }
  ftruncateSync(target, size);
  return { sha256: whole.digest("hex"), size };
}

function readable(target: number): Stats {
  const stats = fstatSync(target);
  if ((stats.mode & 0o777) !== MODE) fchmodSync(target, MODE);
  return stats;
}
