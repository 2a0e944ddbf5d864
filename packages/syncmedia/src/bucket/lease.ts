import { setTimeout as sleep } from "node:timers/promises";
import { syncError } from "../errors.ts";
import type { RequestGuard } from "../s3/s3-client.ts";
import { startClock } from "../elapsed.ts";
import { type LockHolder, type LockPlace, writeHolder } from "./lock-object.ts";

/** A lock that is held. */
export interface Lease extends RequestGuard {
  /**
   * Makes sure that the lock is still held, and renews it if half of its lease has passed: the process may have been stopped meanwhile.
   * To be called before every write.
   *
   * @throws BUCKET_LOCK_LOST; BUCKET_* errors of the renewal
   */
  check(): Promise<void>;
  /** Whether it is certainly held in this moment: no other run can have taken it over yet. */
  isFresh(): boolean;
  /** Releases the lock. If that fails, it ends by itself once the lease has passed. */
  release(): Promise<void>;
}

/** A lock that was taken just now. */
export interface TakenLock {
  readonly etag: string;
  /** The time since the request that took it was sent, in milliseconds. */
  readonly age: () => number;
}

/** How long the end of a run waits for the answer to the release of its lock. */
const RELEASE_MS = 3000;
/** Once this part of a lease has passed, nothing is sent before it is renewed, since a request takes a while to arrive. */
const FRESH = 0.75;

/** Creates the lease of a lock that was just taken. It renews itself until it is released. */
export function createLease(place: LockPlace, own: LockHolder, taken: TakenLock): Lease {
  let { etag, age } = taken;
  let holder = own;
  let renewal: Promise<void> | undefined;
  let isLost = false;
  const lost = (): Error => syncError("BUCKET_LOCK_LOST", { bucket: place.bucket });

  const write = async (next: LockHolder, store = place.store): Promise<void> => {
    const clock = startClock();
    const outcome = await writeHolder({ store, key: place.key }, next, { kind: "same", etag });
    if (outcome.kind === "refused") {
      isLost = true;
      throw lost();
    }
    [holder, etag, age] = [next, outcome.etag, clock];
  };
  const renew = (): Promise<void> => {
    renewal ??= write({ ...holder, renewed: holder.renewed + 1 }).finally(() => (renewal = undefined));
    return renewal;
  };
  // If a renewal fails, the next write tries it again, and reports it.
  const timer = setInterval(() => void renew().catch(() => {}), place.leaseMs / 4);
  timer.unref();

  return {
    async check() {
      if (isLost) throw lost();
      if (age() > place.leaseMs / 2) await renew();
    },
    isFresh: () => !isLost && age() < place.leaseMs * FRESH,
    async release() {
      clearInterval(timer);
      await renewal?.catch(() => {});
      if (isLost) return;
      const releasing = write({ ...holder, isReleased: true }, place.uninterrupted).catch(() => {});
      await Promise.race([releasing, sleep(RELEASE_MS, undefined, { ref: false })]);
    },
  };
}
