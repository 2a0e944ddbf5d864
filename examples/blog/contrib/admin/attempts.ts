import { LruMap } from "toad-cache";

/** Counts attempts by key, and makes a key with too many attempts wait longer and longer. */
export interface Attempts {
  /** @returns the seconds until `key` may try again; 0 when it may try now */
  wait(key: string): number;
  /** Counts an attempt. Call it before the attempt is judged: attempts at the same moment are then counted too. */
  count(key: string): void;
  /** Forgets all attempts of `key`. */
  forget(key: string): void;
  /** Forgets one attempt of `key`. */
  takeBack(key: string): void;
}

/** How many attempts are free, and how long a key waits after them. */
export interface AttemptsOptions {
  /** The number of attempts without a wait. */
  readonly free: number;
  /** The first wait, in seconds. Each further attempt doubles it. */
  readonly firstWait: number;
  /** The longest wait, in seconds. After twice this time without an attempt the count starts again. */
  readonly maxWait: number;
  /** @returns milliseconds since a fixed moment */
  readonly now: () => number;
}

interface Entry {
  readonly count: number;
  readonly last: number;
}

/** An attacker with many addresses must not fill the memory: the key without attempts for the longest time is forgotten first. */
const MAX_KEYS = 10_000;

/**
 * Creates the counter. It counts in memory: each process counts for itself, and a restart forgets.
 *
 * The plugin @fastify/rate-limit cannot do this: it cannot forget an attempt whose password turned out to be right, and its
 * `exponentialBackoff` starts again after one time window.
 */
export function createAttempts({ free, firstWait, maxWait, now }: AttemptsOptions): Attempts {
  const entries = new LruMap<Entry>(MAX_KEYS);
  const secondsSince = (time: number): number => (now() - time) / 1000;
  const current = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && secondsSince(entry.last) < 2 * maxWait ? entry : undefined;
  };
  return {
    wait(key) {
      const entry = current(key);
      if (entry === undefined || entry.count < free) return 0;
      const wait = Math.min(maxWait, firstWait * 2 ** (entry.count - free));
      return Math.max(0, Math.ceil(wait - secondsSince(entry.last)));
    },
    count(key) {
      entries.set(key, { count: (current(key)?.count ?? 0) + 1, last: now() });
    },
    forget: (key) => entries.delete(key),
    takeBack(key) {
      const entry = entries.get(key);
      if (entry !== undefined) entries.set(key, { ...entry, count: entry.count - 1 });
    },
  };
}
