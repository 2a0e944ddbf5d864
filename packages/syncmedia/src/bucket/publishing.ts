import { syncError } from "../errors.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { BucketKeys } from "./bucket-keys.ts";
import type { BucketFile, BucketLedger } from "./bucket-ledger.ts";
import { finishRelease, saveLedger } from "./bucket-state.ts";
import type { Bucket } from "./bucket.ts";
import type { Lease } from "./lease.ts";

/** A run that holds the lock of a bucket, with the ledger as it is so far. */
export interface Publishing {
  /** Writes only while the lock is held. */
  readonly store: ObjectStore;
  readonly keys: BucketKeys;
  /** By logical path. */
  readonly files: Map<string, BucketFile>;
  /** Logical paths of files whose keys objects have that syncmedia did not write. */
  readonly foreign: Set<string>;
  /** Records whether the release of this run is published. */
  finishRelease(isPublished: boolean): void;
  /**
   * Writes the ledger.
   *
   * @throws PLAN_STALE if another run has written it since the plan was made; BUCKET_LOCK_LOST if that happened after this run wrote it
   */
  save(): Promise<void>;
}

/** Starts a run on a bucket whose lock is held. */
export function startPublishing(
  bucket: Bucket,
  lease: Lease,
  { intended, etag }: { readonly intended: BucketLedger; readonly etag: string | undefined },
): Publishing {
  const store = bucket.guarded(lease);
  const { keys, address } = bucket;
  const files = new Map(intended.files);
  const foreign = new Set(intended.foreign);
  let { releases, next } = intended;
  let current = etag;
  let isStarted = false;

  const overtaken = (): Error =>
    isStarted
      ? syncError("BUCKET_LOCK_LOST", { bucket: address.name })
      : syncError("PLAN_STALE", { target: address.name });
  const ledgerNow = (): BucketLedger => ({ ...intended, releases, next, files, foreign: [...foreign] });
  return {
    store,
    keys,
    files,
    foreign,
    finishRelease(isPublished) {
      const finished = finishRelease(ledgerNow(), isPublished);
      ({ releases, next } = finished);
      for (const [path, file] of finished.files) files.set(path, file);
    },
    async save() {
      const outcome = await saveLedger({ store, key: keys.ledger }, ledgerNow(), current);
      if (outcome.kind !== "stored") throw overtaken();
      current = outcome.etag;
      isStarted = true;
    },
  };
}
