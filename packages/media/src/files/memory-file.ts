import type { MediaFile } from "@mediaroot/core";
import type { Representation } from "../http/file-answer.ts";

/** A file that is sent, as far as a report of the answer needs it. */
export type ServedFile = Omit<MediaFile, "identity">;

/** A small file, with its content. */
export interface MemoryFile<File extends ServedFile = ServedFile> {
  readonly kind: "memory";
  readonly file: File;
  readonly representation: Representation;
  readonly content: MemoryContent;
}

/** Bytes in memory; those of a very small file as Latin-1, which Node sends in one piece with the header lines: a sixth faster. */
export type MemoryContent = Buffer | string;

/** Files up to this size are kept in memory. Of larger ones, few would fit. */
export const MAX_SIZE_IN_MEMORY: number = 512 * 1024;
const MAX_TEXT_SIZE = 2 * 1024;
/** The memory that a file takes beside its bytes: header lines, strings, the buffer itself. */
const OVERHEAD = 2048;

/** @returns bytes as they are kept and sent */
export function memoryContent(bytes: Buffer): MemoryContent {
  return bytes.length <= MAX_TEXT_SIZE ? bytes.toString("latin1") : bytes;
}

/** @returns the bytes of memory that files take */
export function memoryOf(contents: readonly MemoryContent[]): number {
  return contents.reduce((sum, content) => sum + content.length + OVERHEAD, 0);
}
