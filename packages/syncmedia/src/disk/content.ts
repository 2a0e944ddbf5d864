import type { StatIdentity } from "@mediaroot/core";
import { isWithinWholeSecond, type LedgerFile, sameIdentity, sha256Of } from "@mediaroot/core/internal";

/** A file to compare, with its stat identity. */
export interface ContentFile {
  readonly path: string;
  readonly identity: StatIdentity;
}

/** Whether a file has the content that the ledger recorded; if so, the ledger line with the file's present identity. */
export type Comparison = { readonly same: false } | { readonly same: true; readonly ledgerFile: LedgerFile };

/**
 * Compares a file with its ledger line: by stat identity, and if that differs by content, since mtimes alone prove nothing.
 *
 * @param side whether the file is our copy or the app's source
 * @throws system errors
 */
export function compareWithLedger(ledgerFile: LedgerFile, side: "copy" | "source", file: ContentFile): Comparison {
  const known = ledgerFile[side];
  if (known !== undefined && sameIdentity(known, file.identity)) return { same: true, ledgerFile };
  if (ledgerFile.size !== file.identity.size || sha256Of(file.path) !== ledgerFile.sha256) return { same: false };
  return { same: true, ledgerFile: { ...ledgerFile, [side]: settled(file.identity) } };
}

/** @returns whether two files have the same content, and its hash */
export function compareFiles(a: ContentFile, b: ContentFile): { readonly same: boolean; readonly sha256: string } {
  if (a.identity.size !== b.identity.size) return { same: false, sha256: "" };
  const sha256 = sha256Of(a.path);
  return { same: sha256Of(b.path) === sha256, sha256 };
}

/**
 * @param now milliseconds since the epoch
 * @returns the identity if it can be trusted later. On a file system with whole-second times a second change within the
 *   same second would not show, so the identity of a file changed just now is undefined: its content must be compared.
 */
export function settled(identity: StatIdentity, now: number = Date.now()): StatIdentity | undefined {
  return isWithinWholeSecond(identity, now) ? undefined : identity;
}
