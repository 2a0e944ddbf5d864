import { readSync } from "node:fs";

/**
 * Fills a buffer from the start of a file: a single read may give only a part of what is there (FUSE, network drives).
 *
 * @returns how many bytes there were
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
