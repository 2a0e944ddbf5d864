import type { BucketFile } from "./bucket-ledger.ts";
import type { DesiredObject } from "./desired-objects.ts";
import { sameHeaders } from "./stored-as.ts";

/** What to do with an object that is to be in the bucket. */
export type ObjectDecision =
  /** Nothing of syncmedia's is known to be there: it is written if nothing is there at all. */
  | "create"
  /** It is syncmedia's, and is written. */
  | "change"
  | "unchanged";

/** How the objects of a run are decided. */
export interface ObjectRule {
  /** "overwrite" writes every object again. */
  readonly strategy: "sync" | "overwrite";
}

/**
 * Decides what to do with one object, by what the ledger says of it. A changed header line is a change.
 *
 * @param known the ledger's entry; undefined if it has none
 */
export function decideObject(
  desired: DesiredObject,
  known: BucketFile | undefined,
  { strategy }: ObjectRule,
): ObjectDecision {
  if (known === undefined || known.pending === "create") return "create";
  if (known.pending === "change" || strategy === "overwrite") return "change";
  return known.sha256 === desired.sha256 && isStoredAs(known, desired) ? "unchanged" : "change";
}

function isStoredAs({ headers, gainless }: BucketFile, desired: DesiredObject): boolean {
  if (sameHeaders(headers, desired.headers)) return true;
  if (desired.encoding === undefined || gainless !== desired.encoding) return false;
  return sameHeaders(headers, { ...desired.headers, "content-encoding": undefined });
}
