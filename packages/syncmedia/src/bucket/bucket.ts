import type { S3Settings } from "@mediaroot/core";
import { type BucketAddress, parseBucketAddress } from "../s3/bucket-address.ts";
import type { Environment } from "../s3/credentials.ts";
import type { ServerTraits } from "../s3/object.ts";
import { createObjectStore, type ObjectStore } from "../s3/object-store.ts";
import { createS3Client, type RequestGuard, type S3ClientOptions } from "../s3/s3-client.ts";
import { connectionTo } from "../s3/s3-connection.ts";
import { type BucketKeys, keysOf } from "./bucket-keys.ts";

/** A bucket to publish to. */
export interface Bucket {
  readonly address: BucketAddress;
  readonly keys: BucketKeys;
  readonly store: ObjectStore;
  /** The same objects, through requests that Ctrl-C does not end: the lock is released with them. */
  readonly uninterrupted: ObjectStore;
  /**
   * @param guard decides before every request whether it may still be sent
   * @returns the same objects, through requests that `guard` has allowed
   */
  guarded(guard: RequestGuard): ObjectStore;
  /** Whether the server checks If-Match and If-None-Match. It counts as one that does until an answer shows otherwise. */
  checksConditions(): boolean;
}

/** Where `openBucket` finds keys, region and server, besides the URL. */
export interface BucketSettings {
  /** SYNCMEDIA.S3. */
  readonly settings: S3Settings;
  readonly environment: Environment;
  /** Ends every request at once. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a bucket. No request is sent yet.
 *
 * @param url `s3://bucket/prefix`
 * @throws BUCKET_URL_INVALID, BUCKET_CREDENTIALS_MISSING
 */
export function openBucket(url: string, { signal, ...sources }: BucketSettings): Bucket {
  const address = parseBucketAddress(url);
  const connection = connectionTo(address, sources);
  const traits: ServerTraits = { wantsBareEtags: false, checksConditions: true };
  const open = (how: S3ClientOptions): ObjectStore => createObjectStore(createS3Client(connection, how), traits);
  return {
    address,
    keys: keysOf(address),
    store: open({ signal }),
    uninterrupted: open({}),
    guarded: (guard) => open({ signal, guard }),
    checksConditions: () => traits.checksConditions,
  };
}
