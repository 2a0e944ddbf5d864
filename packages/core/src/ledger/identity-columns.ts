import type { StatIdentity } from "../finder/media-file.ts";

// A thread loads this module alone, since the time that its start takes counts: it imports nothing but types.

/** The identities of a ledger's files, of their copies or of their sources: a column for each fact, a row for each file. */
export type IdentityColumns = Readonly<Record<keyof StatIdentity, Float64Array>>;

/**
 * Whether a row has this identity. Makes no object for it.
 *
 * @param columns undefined if no file has an identity
 */
export function hasIdentity(columns: IdentityColumns | undefined, row: number, identity: StatIdentity): boolean {
  return (
    columns !== undefined &&
    columns.ino[row] === identity.ino &&
    columns.mtimeMs[row] === identity.mtimeMs &&
    columns.size[row] === identity.size &&
    columns.ctimeMs[row] === identity.ctimeMs &&
    columns.dev[row] === identity.dev
  );
}
