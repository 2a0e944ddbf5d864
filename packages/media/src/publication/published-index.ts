import { statSync } from "node:fs";
import { type ContentCoding, type LedgerFile, ledgerPath, readLedger, type StatIdentity } from "@mediaroot/core/media";
import { MAX_SIZE_IN_MEMORY } from "../files/recent-files.ts";

/** A file that syncmedia has published, as its ledger knows it. */
export interface PublishedEntry {
  readonly logicalPath: string;
  /** The hash of its bytes, in hex. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  /** Whether its name has a hash of its content: then it never changes. */
  readonly isHashed: boolean;
  /** For a large file under its plain name: its identity when syncmedia last knew that it has these bytes, if that can be relied on. */
  readonly copy: StatIdentity | undefined;
  /** The compressed variants beside it. */
  readonly variants: ReadonlyMap<ContentCoding, PublishedEntry>;
}

/** The files of a publication, by logical path. */
export interface PublishedIndex {
  /** @returns undefined for a path that syncmedia has not published */
  get(logicalPath: string): PublishedEntry | undefined;
  /**
   * Reads the ledger again if it has changed. A deploy puts files in place before it writes the ledger, and deletes none before that.
   *
   * @returns whether it has changed
   */
  refresh(): boolean;
}

const NO_VARIANTS: ReadonlyMap<ContentCoding, PublishedEntry> = new Map();
const EXTENSION: Readonly<Record<ContentCoding, string>> = { br: ".br", gzip: ".gz", zstd: ".zst" };

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
  if (stamp === undefined) return undefined;
  let entries = loadEntries(directory);
  if (entries === undefined) return undefined;
  return {
    get: (logicalPath) => entries?.get(logicalPath),
    refresh() {
      const now = stampOf(file);
      if (now === stamp) return false;
      stamp = now;
      entries = loadEntries(directory) ?? entries;
      return true;
    },
  };
}

/** The ledger is written anew and renamed, so each has an inode of its own. */
function stampOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats && `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

function loadEntries(directory: string): ReadonlyMap<string, PublishedEntry> | undefined {
  const ledger = readLedger(directory);
  if (ledger === undefined) return undefined;
  const variants = variantsByPath(ledger.files.values());
  const entries = new Map<string, PublishedEntry>();
  for (const file of ledger.files.values()) {
    if (file.encoding === undefined) entries.set(file.path, entryOf(file, variants.get(file.path)));
  }
  return entries;
}

function variantsByPath(files: Iterable<LedgerFile>): ReadonlyMap<string, PublishedEntry["variants"]> {
  const found = new Map<string, Map<ContentCoding, PublishedEntry>>();
  for (const file of files) {
    if (file.encoding === undefined) continue;
    const path = file.path.slice(0, -EXTENSION[file.encoding].length);
    const variants = found.get(path) ?? new Map<ContentCoding, PublishedEntry>();
    found.set(path, variants.set(file.encoding, entryOf(file)));
  }
  return found;
}

function entryOf({ path, sha256, size, release, copy }: LedgerFile, variants = NO_VARIANTS): PublishedEntry {
  const isHashed = release !== undefined;
  // Only large files need `copy`: small ones are read whole and hashed. Tens of thousands of entries take less memory without it.
  const known = isHashed || size <= MAX_SIZE_IN_MEMORY ? undefined : copy;
  return { logicalPath: path, sha256, size, isHashed, copy: known, variants };
}
