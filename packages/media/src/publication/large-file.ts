import { createHash } from "node:crypto";
import { readSync, type Stats } from "node:fs";
import { identityOf, type LedgerFile, sameIdentity, type StatIdentity } from "@mediaroot/core/media";

/** Reading more would keep other requests waiting. Larger files have no compressed variants either. */
const MAX_SIZE_READ = 64 * 1024 * 1024;
const PART = 1024 * 1024;
/** Compares the large files of a publication with its ledger. A file that had to be read is not read again until it changes. */
export interface LargeFiles {
  /**
   * Whether an open file, too large for the memory, has the bytes that the ledger says. A deploy that is under way, or somebody by hand, may
   * have replaced them by as many others, and these must not get the old entity tag. A file that is as syncmedia left it is not read; any
   * other, such as one in a copy of the publication, is read once. A content-named file never changes.
   */
  isPublished(descriptor: number, stats: Stats, file: LedgerFile): boolean;
}

/** The result of reading a file. */
interface Finding {
  readonly sha256: string;
  readonly identity: StatIdentity;
  readonly isPublished: boolean;
}

/** Creates the comparison for one publication. */
export function createLargeFiles(): LargeFiles {
  const findings = new Map<string, Finding>();
  return {
    isPublished(descriptor, stats, { path, copy, release, size, sha256 }) {
      const identity = identityOf(stats);
      if (release !== undefined || (copy !== undefined && sameIdentity(copy, identity))) return true;
      const known = findings.get(path);
      if (known?.sha256 === sha256 && sameIdentity(known.identity, identity)) return known.isPublished;
      const isPublished = size <= MAX_SIZE_READ && hashOf(descriptor, size) === sha256;
      findings.set(path, { sha256, identity, isPublished });
      return isPublished;
    },
  };
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
