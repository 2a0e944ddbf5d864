import { LEDGER_DIRECTORY } from "@mediaroot/core/internal";
import type { BucketAddress } from "../s3/bucket-address.ts";

/** The keys of the objects that syncmedia reads and writes in a bucket. */
export interface BucketKeys {
  /** @returns the key of the object at a logical path */
  readonly of: (logicalPath: string) => string;
  readonly ledger: string;
  readonly lock: string;
}

/** @returns the keys below the prefix of a bucket */
export function keysOf({ prefix }: Pick<BucketAddress, "prefix">): BucketKeys {
  return {
    of: (logicalPath) => prefix + logicalPath,
    ledger: `${prefix}${LEDGER_DIRECTORY}/ledger`,
    lock: `${prefix}${LEDGER_DIRECTORY}/lock`,
  };
}
