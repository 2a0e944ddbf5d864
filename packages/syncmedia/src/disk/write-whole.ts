import { writeSync } from "node:fs";

/**
 * Writes all bytes of a buffer. A single write call may write only some of them.
 *
 * @param position offset in the file; if left out, the current position
 * @throws system errors
 */
export function writeWhole(fd: number, bytes: Buffer, position?: number): void {
  for (let written = 0; written < bytes.length;) {
    const at = position === undefined ? null : position + written;
    written += writeSync(fd, bytes, written, bytes.length - written, at);
  }
}
