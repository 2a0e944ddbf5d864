import { writeSync } from "node:fs";

/**
 * Writes all of some bytes: a single write may take only a part of them.
 *
 * @param position where in the file; left out: where the last write ended
 * @throws system errors
 */
export function writeWhole(fd: number, bytes: Buffer, position?: number): void {
  for (let written = 0; written < bytes.length;) {
    const at = position === undefined ? null : position + written;
    written += writeSync(fd, bytes, written, bytes.length - written, at);
  }
}
