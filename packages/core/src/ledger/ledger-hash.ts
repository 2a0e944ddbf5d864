import { createHash, hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { readWhole } from "../disk/read-whole.ts";

const CHUNK = 1024 * 1024;
const buffer = Buffer.allocUnsafe(CHUNK);

/**
 * Computes the SHA-256 of a file in hex, as the ledger has it, in constant memory.
 *
 * @param file an absolute path
 * @throws system errors
 */
export function sha256Of(file: string): string {
  // Not blocking, in case a fifo has replaced the file.
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { size } = fstatSync(fd);
    if (size > CHUNK) return hashFrom(fd);
    return hash("sha256", buffer.subarray(0, readWhole(fd, buffer.subarray(0, size))), "hex");
  } finally {
    closeSync(fd);
  }
}

function hashFrom(fd: number): string {
  const whole = createHash("sha256");
  let position = 0;
  for (;;) {
    const length = readSync(fd, buffer, 0, CHUNK, position);
    if (length === 0) return whole.digest("hex");
    whole.update(buffer.subarray(0, length));
    position += length;
  }
}
