import { hostname } from "node:os";
import { pid } from "node:process";
import type { PutOutcome, WriteCondition } from "../s3/object.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { bytesBody } from "./object-body.ts";
import { STATE_HEADERS } from "./object-headers.ts";

/** Where a lock is, and how long it lasts. */
export interface LockPlace {
  readonly store: ObjectStore;
  /** The same objects, through requests that Ctrl-C does not end: the lock is released with them. */
  readonly uninterrupted: ObjectStore;
  /** Whether the server checks If-Match and If-None-Match, as far as its answers have shown. */
  readonly checksConditions: () => boolean;
  /** The key of the object. */
  readonly key: string;
  /** The bucket and prefix, for messages. */
  readonly bucket: string;
  /** After how long without a renewal others may take the lock over, in milliseconds. */
  readonly leaseMs: number;
}

/** The content of a lock object: who holds the lock. */
export interface LockHolder {
  /** For messages: its process id and host. */
  readonly name: string;
  /** Tells it from every other holder. */
  readonly nonce: string;
  /** How often it was renewed, so that each renewal has another ETag. */
  readonly renewed: number;
  readonly isReleased: boolean;
}

/** A lock object that is there. */
export interface FoundLock {
  readonly holder: LockHolder;
  readonly etag: string;
  /** How long ago it was written, in milliseconds, by the server's own clock. */
  readonly ageMs: number;
}

/** @returns this process as the holder of a lock */
export function createLockHolder(): LockHolder {
  return { name: `pid ${pid} on ${hostname()}`, nonce: crypto.randomUUID(), renewed: 0, isReleased: false };
}

/** @returns who holds the lock; undefined if nobody has ever taken it */
export async function readHolder({ store, key }: Pick<LockPlace, "store" | "key">): Promise<FoundLock | undefined> {
  const found = await store.get(key);
  return found === undefined ? undefined : { ...found, holder: parseHolder(found.bytes) };
}

/** Writes the lock object, if `condition` holds. */
export function writeHolder(
  { store, key }: Pick<LockPlace, "store" | "key">,
  holder: LockHolder,
  condition: WriteCondition | undefined,
): Promise<PutOutcome> {
  return store.put({ key, headers: STATE_HEADERS, body: bytesBody(Buffer.from(JSON.stringify(holder))), condition });
}

/** @returns whether a lock may be taken: its holder has released it, or has not renewed it for `leaseMs` */
export function isFree({ leaseMs }: LockPlace, { holder, ageMs }: FoundLock): boolean {
  return holder.isReleased || ageMs > leaseMs;
}

/** An object that syncmedia did not write counts as a lock that is never renewed. */
function parseHolder(bytes: Uint8Array): LockHolder {
  const unknown = { name: "an unknown process", nonce: "", renewed: 0, isReleased: false };
  try {
    const { name, nonce, isReleased } = JSON.parse(Buffer.from(bytes).toString()) as Partial<LockHolder>;
    return { ...unknown, name: name ?? unknown.name, nonce: nonce ?? "", isReleased: isReleased === true };
  } catch {
    return unknown;
  }
}
