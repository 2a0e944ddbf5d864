import { createHash } from "node:crypto";
import { readSync, type Stats } from "node:fs";
import { identityOf, sameIdentity, type StatIdentity } from "@mediaroot/core/media";
import type { PublishedEntry } from "./published-index.ts";

/** Reading more would keep other requests waiting. Larger files have no compressed variants either. */
const MAX_SIZE_READ = 64 * 1024 * 1024;
const PART = 1024 * 1024;
/** The results of reading files, by the entries of the ledger: a new ledger makes new ones. */
const findings = new WeakMap<PublishedEntry, Finding>();

interface Finding {
  readonly identity: StatIdentity;
  readonly isPublished: boolean;
}

/**
 * Whether an open file, too large for the memory, has the bytes that the ledger says. A deploy that is under way, or somebody by hand, may
 * have replaced them by as many others, and these must not get the old entity tag. A file that is as syncmedia left it is not read; any
 * other, such as one in a copy of the publication, is read once. A content-named file never changes.
 */
export function holdsPublished(descriptor: number, stats: Stats, entry: PublishedEntry): boolean {
  const { copy, isHashed, size, sha256 } = entry;
  const identity = identityOf(stats);
  if (isHashed || (copy !== undefined && sameIdentity(copy, identity))) return true;
  const known = findings.get(entry);
  if (known !== undefined && sameIdentity(known.identity, identity)) return known.isPublished;
  const isPublished = size <= MAX_SIZE_READ && hashOf(descriptor, size) === sha256;
  findings.set(entry, { identity, isPublished });
  return isPublished;
}

function hashOf(descriptor: number, size: number): string {
  const hash = createHash("sha256");
  const part = Buffer.allocUnsafe(PART);
  for (let at = 0; at < size;) {
    const length = readSync(descriptor, part, 0, PART, at);
    if (length === 0) break;
    hash.update(part.subarray(0, length));
    at += length;
  }
  return hash.digest("hex");
}
