import { loadBucketState } from "../bucket/bucket-state.ts";
import type { Bucket } from "../bucket/bucket.ts";
import { requireWritten, type Verification } from "./verification.ts";

/**
 * Compares a bucket with its ledger. The bucket is listed, and no object is read: ETags are compared, which change with the bytes.
 *
 * @throws NOTHING_WRITTEN, LEDGER_CORRUPT, LEDGER_NEWER; BUCKET_* errors
 */
export async function verifyBucket({ store, keys, address }: Bucket): Promise<Verification> {
  const { ledger } = await loadBucketState(store, keys, address.name);
  requireWritten(address.name, ledger.files.size);
  const found = new Map<string, string>();
  for await (const { key, etag } of store.list(address.prefix)) {
    if (!key.startsWith(keys.of(".syncmedia/"))) found.set(key.slice(address.prefix.length), etag);
  }
  const missing: string[] = [];
  const changed: string[] = [];
  for (const { path, etag, pending } of ledger.files.values()) {
    const there = found.get(path);
    if (there === undefined) missing.push(path);
    else if (pending !== undefined || there !== etag) changed.push(path);
    found.delete(path);
  }
  return { target: address.name, checked: ledger.files.size, missing, changed, foreign: [...found.keys()] };
}
