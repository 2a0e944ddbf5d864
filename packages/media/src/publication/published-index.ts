import { statSync } from "node:fs";
import { type LedgerFile, ledgerPath, readLedger } from "@mediaroot/core/media";
import type { Coding } from "../http/accept-encoding.ts";

/** The files of a publication. Their ledger is kept as it was read, and its entry of a file is made when it is asked for. */
export interface PublishedIndex {
  /**
   * @param coding that of a compressed variant of the file; left out for the file itself
   * @returns undefined for what syncmedia has not published
   */
  get(logicalPath: string, coding?: Coding): LedgerFile | undefined;
  /** @returns the codings that a file is published in */
  codingsOf(logicalPath: string): readonly Coding[];
  /**
   * Reads the ledger again if it has changed. A deploy puts files in place before it writes the ledger, and deletes none before that.
   *
   * @returns whether it has changed
   */
  refresh(): boolean;
  /** Milliseconds since the last look at the ledger. */
  age(): number;
}

const EXTENSION: Readonly<Record<Coding, string>> = { identity: "", br: ".br", gzip: ".gz", zstd: ".zst" };
const CODINGS = Object.keys(EXTENSION) as readonly Coding[];
const UNCOMPRESSED: readonly Coding[] = ["identity"];

/**
 * Creates the index of a publication from its ledger.
 *
 * @param directory the publication, absolute
 * @returns undefined if syncmedia has written no ledger
 * @throws LEDGER_CORRUPT, LEDGER_NEWER; system errors
 */
export function createPublishedIndex(directory: string): PublishedIndex | undefined {
  const file = ledgerPath(directory);
  let stamp = stampOf(file);
  let files = stamp === undefined ? undefined : readLedger(directory)?.files;
  if (files === undefined) return undefined;
  let lookedAt = performance.now();
  const get = (logicalPath: string, coding: Coding = "identity"): LedgerFile | undefined => {
    const found = files?.get(logicalPath + EXTENSION[coding]);
    return (found?.encoding ?? "identity") === coding ? found : undefined;
  };
  return {
    get,
    codingsOf: (logicalPath) => {
      const codings = CODINGS.filter((coding) => get(logicalPath, coding) !== undefined);
      return codings.length === 1 ? UNCOMPRESSED : codings;
    },
    refresh() {
      lookedAt = performance.now();
      const now = stampOf(file);
      if (now === stamp) return false;
      stamp = now;
      files = readLedger(directory)?.files ?? files;
      return true;
    },
    age: () => performance.now() - lookedAt,
  };
}

/** The ledger is written anew and renamed, so each has an inode of its own. */
function stampOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats && `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}
