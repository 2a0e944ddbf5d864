import type { BucketFile } from "./bucket-ledger.ts";
import type { DesiredObject } from "./desired-object.ts";
import { sameHeaders } from "./object-headers.ts";

/** What to do with an object that is to be in the bucket. */
export type ObjectDecision =
  /** The ledger does not know it: it is written, unless an object that is not syncmedia's has its key. */
  | "create"
  /** The ledger knows it, and it is written again. */
  | "change"
  | "unchanged";

/** The rule by which the objects of a run are decided. */
export interface ObjectRule {
  /** "overwrite" writes every object again. */
  readonly strategy: "sync" | "overwrite";
}

/**
 * Decides what to do with one object, from its entry in the ledger. Other header lines are a change, as other bytes are.
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
