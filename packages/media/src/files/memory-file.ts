import type { MediaFile } from "@mediaroot/core";
import type { Representation } from "../http/file-answer.ts";

/** A small file, with its content. */
export interface MemoryFile {
  readonly kind: "memory";
  readonly file: MediaFile;
  readonly representation: Representation;
  /** The bytes; those of a very small file as Latin-1, which Node sends in one piece with the header lines: a sixth faster. */
  readonly content: Buffer | string;
}

/** Files up to this size are kept in memory. Larger ones take longer to send than to open. */
export const MAX_SIZE_IN_MEMORY: number = 256 * 1024;
const MAX_TEXT_SIZE = 2 * 1024;
/** The memory that a file takes beside its bytes: header lines, strings, the buffer itself. */
const OVERHEAD = 2048;

/** @returns a file with its content, ready to be kept and sent */
export function memoryFile(file: MediaFile, representation: Representation, bytes: Buffer): MemoryFile {
  const content = bytes.length <= MAX_TEXT_SIZE ? bytes.toString("latin1") : bytes;
  return { kind: "memory", file, representation, content };
}

/** @returns the bytes of memory that a file takes */
export function memoryOf({ content }: MemoryFile): number {
  return content.length + OVERHEAD;
}
