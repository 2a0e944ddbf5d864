import { escapeControls } from "@mediaroot/core/internal";
import { syncError } from "../errors.ts";
import type { Style } from "../report/style.ts";

/** The comparison of a target with its ledger. */
export interface Verification {
  /** The real directory, or the bucket and prefix. */
  readonly target: string;
  /** The number of entries in the ledger. */
  readonly checked: number;
  /** Logical paths of what syncmedia wrote and is not there. */
  readonly missing: readonly string[];
  /** Logical paths of what syncmedia wrote and has other bytes now. */
  readonly changed: readonly string[];
  /** Logical paths of what is there and syncmedia did not write: overrides, uploads. That is no difference. */
  readonly foreign: readonly string[];
}

/**
 * Refuses a target that syncmedia has not written to. It has no differences, which a mistyped `--to` must not be taken for.
 *
 * @param checked the number of entries in its ledger
 * @throws NOTHING_WRITTEN
 */
export function requireWritten(target: string, checked: number): void {
  if (checked === 0) throw syncError("NOTHING_WRITTEN", { target });
}

/** @returns whether something of syncmedia's is missing or changed */
export function differs({ missing, changed }: Verification): boolean {
  return missing.length + changed.length > 0;
}

const MAX_NAMES = 10;

/** @returns a verification as text for a terminal, with a newline at its end */
export function renderVerification(verification: Verification, verbose: boolean, style: Style): string {
  const { target, checked, missing, changed, foreign } = verification;
  const list = (title: string, paths: readonly string[]): readonly string[] => {
    const named = verbose ? paths : paths.slice(0, MAX_NAMES);
    const more = paths.length - named.length;
    const lines = named.map((path) => `${title} ${escapeControls(path)}`);
    return more === 0 ? lines : [...lines, `${title} ${more} more (-v names them)`];
  };
  const lines = [
    ...list(style("red", "missing"), missing),
    ...list(style("red", "changed"), changed),
    ...list("foreign", foreign),
    differs(verification)
      ? `${missing.length} missing and ${changed.length} changed of ${checked} in ${target}. \`syncmedia --strategy overwrite\` writes all of them anew.`
      : `${checked} of ${checked} are as syncmedia has written them in ${target}.`,
  ];
  return `${lines.join("\n")}\n`;
}
