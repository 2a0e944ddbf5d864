import type { Ledger } from "./ledger-format.ts";
import { sha256Of } from "./ledger-hash.ts";
import { isCutShort, type MediaFile, sameIdentity, type StatIdentity } from "../finder/media-file.ts";

/** Distinguishes copies that syncmedia made from overrides. */
export interface LedgerIndex {
  /** The number of copies that the ledger owns. */
  readonly size: number;
  /**
   * Whether a file of MEDIA_ROOT is an unedited copy, or one that a power loss cut short. Compares its identity, and if that
   * differs its bytes.
   *
   * @throws system errors of reading the file
   */
  owns(file: Pick<MediaFile, "logicalPath" | "path" | "identity">): boolean;
  /** The logical paths that the ledger owns. */
  paths(): Iterable<string>;
}

/**
 * Creates the index of a ledger.
 *
 * @param ledger undefined if there is none: it owns nothing then
 */
export function createLedgerIndex(ledger: Ledger | undefined): LedgerIndex {
  const files: Ledger["files"] = ledger?.files ?? new Map();
  const verified = new Map<string, StatIdentity>();
  return {
    size: files.size,
    paths: () => files.keys(),
    owns({ logicalPath, path, identity }) {
      const entry = files.get(logicalPath);
      if (entry === undefined) return false;
      if (entry.copy !== undefined && isCutShort(entry.copy, identity)) return true;
      if (entry.size !== identity.size) return false;
      const known = verified.get(logicalPath) ?? entry.copy;
      if (known !== undefined && sameIdentity(known, identity)) return true;
      if (sha256Of(path) !== entry.sha256) return false;
      verified.set(logicalPath, identity);
      return true;
    },
  };
}
