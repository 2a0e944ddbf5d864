import path from "node:path";

/** What nearly every file system takes for one name (NAME_MAX). */
export const MAX_NAME_BYTES = 255;
/** A dot and 16 digits. */
const HASH_BYTES = 17;

/** @returns whether the name of a file has room for the digits of its content */
export function hasRoomForHash(logicalPath: string): boolean {
  return Buffer.byteLength(path.posix.basename(logicalPath)) + HASH_BYTES <= MAX_NAME_BYTES;
}
