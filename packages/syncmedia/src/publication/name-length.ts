import path from "node:path";

/** The longest name that nearly every file system takes (NAME_MAX), in bytes of UTF-8. */
export const MAX_NAME_BYTES = 255;
/** A dot and 16 digits. */
const HASH_BYTES = 17;

/** @returns whether the name of a file has room for the digits of its content */
export function hasRoomForHash(logicalPath: string): boolean {
  return Buffer.byteLength(path.posix.basename(logicalPath)) + HASH_BYTES <= MAX_NAME_BYTES;
}
