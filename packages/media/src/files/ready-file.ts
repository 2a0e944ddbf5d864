import type { MediaFile } from "@mediaroot/core";
import type { Representation } from "../http/file-response.ts";

/** A file ready to be answered: its bytes in memory, or open on disk. Whoever takes one from disk closes it. */
export type ReadyFile = MemoryFile | DiskFile;

/** A small file, with its bytes. */
export interface MemoryFile {
  readonly kind: "memory";
  readonly file: MediaFile;
  readonly representation: Representation;
  readonly bytes: Buffer;
  /** The bytes of a very small file as Latin-1, which Node sends in one piece with the header lines: a sixth faster. */
  readonly text: string | undefined;
}

/** A large file, open. */
export interface DiskFile {
  readonly kind: "disk";
  readonly file: MediaFile;
  readonly representation: Representation;
  readonly descriptor: number;
  /** Milliseconds until its times tell its states apart; Infinity where they never do. */
  readonly settlesInMs: number;
}
