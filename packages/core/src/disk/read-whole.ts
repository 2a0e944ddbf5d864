import { readSync } from "node:fs";

/**
 * Reads a file from its start into a buffer. A single read may return less than the file holds (FUSE, network drives).
 *
 * @param fd an open file
 * @returns the number of bytes read, less than `bytes.length` for a shorter file
 * @throws system errors
 */
export function readWhole(fd: number, bytes: Buffer): number {
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(fd, bytes, length, bytes.length - length, length);
    if (read === 0) break;
    length += read;
  }
  return length;
}
