import { setTimeout as sleep } from "node:timers/promises";
import { syncError } from "../errors.ts";
import type { LockOptions } from "../state/lock.ts";
import { startClock } from "../elapsed.ts";
import { createLease, type Lease, type TakenLock } from "./lease.ts";
import { createLockHolder, isFree, type LockHolder, type LockPlace, readHolder, writeHolder } from "./lock-object.ts";

/** How often a lock that somebody else holds is looked at. */
const POLL_MS = 500;
/** Where the server does not check conditions, two runs that take the lock within this time notice each other. */
const SETTLE_MS = 1500;

/** The lock, or the name of the process that holds it. */
type Taking = TakenLock | { readonly takenBy: string };

/**
 * Takes the lock of a bucket: an object that is created only if there is none. It is renewed while it is held. One that has not been
 * renewed for `leaseMs` is taken over, because its process was killed or stopped.
 *
 * @throws SYNC_LOCKED if it is held and `wait` is false; SYNC_INTERRUPTED; BUCKET_* errors
 */
export async function acquireBucketLock(place: LockPlace, options: LockOptions = {}): Promise<Lease> {
  const own = createLockHolder();
  for (let isLogged = false; ; isLogged = true) {
    if (options.signal?.aborted === true) throw syncError("SYNC_INTERRUPTED", { target: place.bucket });
    const taking = await take(place, own);
    if (!("takenBy" in taking)) return createLease(place, own, taking);
    if (options.wait === false) throw syncError("SYNC_LOCKED", { file: place.key, holder: taking.takenBy });
    if (!isLogged) options.onWait?.(taking.takenBy);
    await sleep(POLL_MS, undefined, options.signal === undefined ? {} : { signal: options.signal }).catch(() => {});
  }
}

async function take(place: LockPlace, own: LockHolder): Promise<Taking> {
  const age = startClock();
  const made = await writeHolder(place, own, { kind: "absent" });
  if (made.kind === "stored") return settle(place, own, { etag: made.etag, age });
  const found = await readHolder(place);
  if (found === undefined) return take(place, own);
  if (!isFree(place, found)) return { takenBy: found.holder.name };
  const anew = startClock();
  const replaced = await writeHolder(place, own, { kind: "same", etag: found.etag });
  if (replaced.kind === "stored") return settle(place, own, { etag: replaced.etag, age: anew });
  return { takenBy: found.holder.name };
}

/** Where the server does not check conditions, another run may have taken the lock in the same moment: the last to write has it. */
async function settle(place: LockPlace, own: LockHolder, taken: TakenLock): Promise<Taking> {
  if (place.checksConditions()) return taken;
  await sleep(SETTLE_MS);
  const settled = await readHolder(place);
  return settled?.holder.nonce === own.nonce ? taken : { takenBy: settled?.holder.name ?? "another process" };
}
