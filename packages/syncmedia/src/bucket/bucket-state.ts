import type { Manifest } from "@mediaroot/core";
import { MANIFEST_NAME } from "../plan/write-content.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { PutOutcome } from "../s3/object.ts";
import type { BucketKeys } from "./bucket-keys.ts";
import {
  type BucketFile,
  type BucketLedger,
  EMPTY_LEDGER,
  parseBucketLedger,
  renderBucketLedger,
} from "./bucket-ledger.ts";
import { bytesBody } from "./object-body.ts";
import { STATE_HEADERS } from "./object-headers.ts";

/** The state that earlier runs left in a bucket. */
export interface BucketState {
  readonly ledger: BucketLedger;
  /** The ETag of the ledger's object; undefined if there is none. */
  readonly etag: string | undefined;
  /** Whether the last run came to its end. It was killed otherwise, or could not reach the server. */
  readonly isFinished: boolean;
}

/**
 * Loads the ledger of a bucket. If the last run was killed while it published a release, the manifest in the bucket shows
 * whether that release is published.
 *
 * @param name the bucket and prefix, for messages
 * @throws LEDGER_CORRUPT, LEDGER_NEWER; BUCKET_* errors
 */
export async function loadBucketState(store: ObjectStore, keys: BucketKeys, name: string): Promise<BucketState> {
  const found = await store.get(keys.ledger);
  if (found === undefined) return { ledger: EMPTY_LEDGER, etag: undefined, isFinished: true };
  const ledger = parseBucketLedger(found.bytes, `${name}/.syncmedia/ledger`);
  const isFinished = ledger.next === undefined && [...ledger.files.values()].every(({ pending }) => !pending);
  if (ledger.next === undefined) return { ledger, etag: found.etag, isFinished };
  const manifest = await store.head(keys.of(MANIFEST_NAME));
  const isPublished = manifest !== undefined && manifest.sha256 === ledger.files.get(MANIFEST_NAME)?.sha256;
  return { ledger: finishRelease(ledger, isPublished), etag: found.etag, isFinished };
}

/** @returns the ledger in which the release that was being published is recorded as published, or is dropped */
export function finishRelease(ledger: BucketLedger, isPublished: boolean): BucketLedger {
  const { next, releases, ...rest } = ledger;
  if (next === undefined) return ledger;
  const finish = ({ isNext, ...file }: BucketFile): BucketFile =>
    isNext === true && isPublished ? { ...file, release: next.number } : file;
  const files = new Map([...ledger.files].map(([path, file]) => [path, finish(file)]));
  return { ...rest, next: undefined, files, releases: isPublished ? [...releases, next] : releases };
}

/**
 * Writes the ledger, unless another run has written it meanwhile.
 *
 * @param etag the ETag of the one to replace; undefined if there is none
 */
export function saveLedger(
  { store, key }: { readonly store: ObjectStore; readonly key: string },
  ledger: BucketLedger,
  etag: string | undefined,
): Promise<PutOutcome> {
  const condition = etag === undefined ? ({ kind: "absent" } as const) : ({ kind: "same", etag } as const);
  const body = bytesBody(renderBucketLedger(ledger));
  return store.put({ key, headers: STATE_HEADERS, body, condition });
}

/** @returns the manifest that was published last, without encodings */
export function publishedManifest({ files, releases }: BucketLedger): Manifest {
  const newest = releases.at(-1)?.number;
  const named = [...files.values()].filter(({ release, of }) => of !== undefined && release === newest);
  return new Map(
    named.map(({ of = "", path, integrity = "", size }) => [of, { path, integrity, size, encodings: [] }]),
  );
}
