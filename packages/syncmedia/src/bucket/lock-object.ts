import { hostname } from "node:os";
import { pid } from "node:process";
import type { PutOutcome, WriteCondition } from "../s3/object.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { bytesBody } from "./object-body.ts";
import { STATE_HEADERS } from "./stored-as.ts";

/** The place of a lock. */
export interface LockPlace {
  readonly store: ObjectStore;
  /** The same objects, by requests that no signal ends: for letting go of the lock. */
  readonly uninterrupted: ObjectStore;
  /** Whether the server checks conditions, as far as that is known. */
  readonly isFenced: () => boolean;
  /** The key of the object. */
  readonly key: string;
  /** The bucket and prefix, for messages. */
  readonly bucket: string;
  /** How long a lock counts that is not renewed, in milliseconds. */
  readonly leaseMs: number;
}

/** The content of a lock object: who holds the lock. */
export interface LockHolder {
  /** For messages. */
  readonly name: string;
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

/** @returns undefined if there is none */
export async function readHolder({ store, key }: Pick<LockPlace, "store" | "key">): Promise<FoundLock | undefined> {
  const found = await store.get(key);
  return found === undefined ? undefined : { ...found, holder: parseHolder(found.bytes) };
}

export function writeHolder(
  { store, key }: Pick<LockPlace, "store" | "key">,
  holder: LockHolder,
  condition: WriteCondition | undefined,
): Promise<PutOutcome> {
  return store.put({ key, headers: STATE_HEADERS, body: bytesBody(Buffer.from(JSON.stringify(holder))), condition });
}

/** @returns whether a lock may be taken: its holder has released it, or has not renewed it for the time of a lease */
export function isFree({ leaseMs }: LockPlace, { holder, ageMs }: FoundLock): boolean {
  return holder.isReleased || ageMs > leaseMs;
}

/** Whatever else is there counts as a lock that is never renewed. */
function parseHolder(bytes: Uint8Array): LockHolder {
  const unknown = { name: "an unknown process", nonce: "", renewed: 0, isReleased: false };
  try {
    const { name, nonce, isReleased } = JSON.parse(Buffer.from(bytes).toString()) as Partial<LockHolder>;
    return { ...unknown, name: name ?? unknown.name, nonce: nonce ?? "", isReleased: isReleased === true };
  } catch {
    return unknown;
  }
}
