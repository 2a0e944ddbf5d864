import { type LedgerFile, sameIdentity, sha256Of, type StatIdentity } from "@mediaroot/core";

/** A file to compare with: where it is, and as it was stat'ed. */
export interface ContentFile {
  readonly path: string;
  readonly identity: StatIdentity;
}

/** Whether a file holds what the ledger says, and the ledger's words for it as it stands now. */
export type Comparison = { readonly same: false } | { readonly same: true; readonly entry: LedgerFile };

/**
 * Compares a file with what the ledger says of it: by its stat identity, and in doubt by its bytes (mtimes lie).
 *
 * @param side which of the two files that the ledger tells of
 * @throws system errors while it is read
 */
export function compareWithLedger(entry: LedgerFile, side: "copy" | "source", file: ContentFile): Comparison {
  const known = entry[side];
  if (known !== undefined && sameIdentity(known, file.identity)) return { same: true, entry };
  if (entry.size !== file.identity.size || sha256Of(file.path) !== entry.sha256) return { same: false };
  return { same: true, entry: { ...entry, [side]: settled(file.identity) } };
}

/** @returns whether two files hold the same bytes, and their hash */
export function compareFiles(a: ContentFile, b: ContentFile): { readonly same: boolean; readonly sha256: string } {
  if (a.identity.size !== b.identity.size) return { same: false, sha256: "" };
  const sha256 = sha256Of(a.path);
  return { same: sha256Of(b.path) === sha256, sha256 };
}

/**
 * An identity that may be trusted later. A file system of whole seconds shows no second change within one: there the
 * bytes must be looked at again.
 *
 * @param now milliseconds since the epoch
 */
export function settled(identity: StatIdentity, now: number = Date.now()): StatIdentity | undefined {
  const { mtimeMs, ctimeMs } = identity;
  const isWhole = mtimeMs % 1000 === 0 && ctimeMs % 1000 === 0;
  const latest = Math.max(mtimeMs, ctimeMs);
  return isWhole && now - latest < 2000 && latest - now < 2000 ? undefined : identity;
}
