import { createHash, hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { ListedFile } from "@mediaroot/core";
import { identityOf, sameIdentity } from "@mediaroot/core/internal";
import { syncError } from "../errors.ts";
import type { ObjectBody } from "../s3/object.ts";

/** @returns an object's body that consists of `bytes` */
export function bytesBody(bytes: Uint8Array<ArrayBuffer>): ObjectBody {
  return {
    size: bytes.length,
    sha256: hash("sha256", bytes),
    async *parts(partSize) {
      for (let start = 0; start < bytes.length; start += partSize) yield bytes.subarray(start, start + partSize);
    },
  };
}

/**
 * @param sha256 the SHA-256 that the file had when it was planned, in hex
 * @returns an object's body that is read from `file`. Reading throws SOURCE_CHANGED if the file has changed meanwhile
 */
export function fileBody(file: ListedFile, sha256: string): ObjectBody {
  const { size } = file.identity;
  return { size, sha256, parts: (partSize) => readParts(file, { size, sha256 }, partSize) };
}

async function* readParts(
  file: ListedFile,
  { size, sha256 }: Pick<ObjectBody, "size" | "sha256">,
  partSize: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  // Not blocking, in case a fifo has replaced the file.
  const descriptor = openSync(file.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    requireUnchanged(descriptor, file);
    const whole = createHash("sha256");
    for (let start = 0; start < size; start += partSize) {
      const part = readPart(descriptor, start, Math.min(partSize, size - start));
      whole.update(part);
      if (start + partSize >= size && whole.digest("hex") !== sha256) throw changed(file);
      yield part;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Reads synchronously: most files are small, and a turn of the thread pool takes longer than to read one. */
function readPart(descriptor: number, start: number, length: number): Uint8Array<ArrayBuffer> {
  const part = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const bytesRead = readSync(descriptor, part, read, length - read, start + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return part.subarray(0, read);
}

/** Refuses a file that is not the listed one: a link to elsewhere may have replaced it. */
function requireUnchanged(descriptor: number, file: ListedFile): void {
  const stats = fstatSync(descriptor);
  if (!stats.isFile() || !sameIdentity(identityOf(stats), file.identity)) throw changed(file);
}

function changed({ path }: ListedFile): Error {
  return syncError("SOURCE_CHANGED", { file: path });
}
