import { createHash, hash } from "node:crypto";
import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, readSync, type Stats } from "node:fs";
import type { MediaFile } from "@mediaroot/core";
import { identityOf, readWhole, sameIdentity, SETTLE_MS, waitUntilSettled } from "@mediaroot/core/media";
import { syncError } from "../errors.ts";
import { discard } from "../disk/remove.ts";
import { writeWhole } from "../disk/write-whole.ts";
import type { MadeContent } from "../plan/write-content.ts";

/** A copy that has not been moved to its path yet. */
export interface StagedCopy {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** Readable for a web server whatever the mode of the app's file, and never setuid. */
const MODE = 0o644;
const CHUNK = 1024 * 1024;
/** Whoever writes a larger file may be interrupted for a while in the middle of one system call, when its times have changed already. */
const WRITTEN_AT_ONCE = 64 * 1024;
const buffer = Buffer.allocUnsafe(CHUNK);
const hole = Buffer.alloc(CHUNK);

/**
 * Copies a file's content to a new file, in constant memory.
 *
 * @param file the listed file
 * @param staged the path of the new file; nothing exists there
 * @param sha256 that of the bytes that the file must have, in hex; undefined if it may have any
 * @throws SOURCE_CHANGED if the file is not as it was listed, or has other bytes; system errors; the new file is removed then
 */
export function stageCopy(file: Pick<MediaFile, "path" | "identity">, staged: string, sha256?: string): StagedCopy {
  // Not blocking, in case a fifo has replaced the file.
  const source = openSync(file.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const settleMs = file.identity.size <= WRITTEN_AT_ONCE ? SETTLE_MS.copied : SETTLE_MS.copiedLarge;
    waitUntilSettled(file.identity.ctimeMs, settleMs);
    requireUnchanged(source, file);
    const target = openSync(staged, "wx", MODE);
    try {
      const content =
        file.identity.size <= CHUNK ? copyWhole(source, target, file.identity.size) : copyChunks(source, target);
      requireUnchanged(source, file);
      if (sha256 !== undefined && sha256 !== content.sha256) throw syncError("SOURCE_CHANGED", { file: file.path });
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

/**
 * Writes content that is made now to a new file.
 *
 * @param staged the path of the new file; nothing exists there
 * @throws SOURCE_CHANGED if the content is not what was planned; system errors; the new file is removed then
 */
export function stageMade(content: MadeContent, staged: string): StagedCopy {
  return stageBytes(makeBytes(content), staged);
}

/** @throws SOURCE_CHANGED if the content is not what was planned; system errors */
export function makeBytes({ make, sha256, name }: MadeContent): Uint8Array {
  const bytes = make();
  if (bytes !== undefined && hash("sha256", bytes, "hex") === sha256) return bytes;
  throw syncError("SOURCE_CHANGED", { file: name });
}

/**
 * Writes bytes to a new file.
 *
 * @param staged the path of the new file; nothing exists there
 * @throws system errors; the new file is removed then
 */
export function stageBytes(bytes: Uint8Array, staged: string): StagedCopy {
  const target = openSync(staged, "wx", MODE);
  try {
    writeWhole(target, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
    return { sha256: hash("sha256", bytes, "hex"), size: bytes.length, mtimeMs: readable(target).mtimeMs };
  } catch (error) {
    discard(staged);
    throw error;
  } finally {
    closeSync(target);
  }
}

/** Refuses a mixture of two states, and a file that was not listed (a link to elsewhere, for example). */
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
    // Skipping zeros keeps a sparse file sparse.
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
