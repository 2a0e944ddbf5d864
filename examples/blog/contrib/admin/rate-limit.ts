/** Slows down whoever fails again and again. In memory: each process counts for itself, a restart forgets. */
export interface RateLimit {
  /** @returns the seconds that `key` has to wait still; 0: it may try */
  wait(key: string): number;
  /** Counts an attempt. Called before the attempt is judged, so that many at once are counted too. */
  count(key: string): void;
  /** Forgets the attempts of `key`: one succeeded. */
  forget(key: string): void;
  /** Forgets one attempt of `key` and keeps the others. */
  takeBack(key: string): void;
}

/** How much is allowed, and what a further attempt costs. */
export interface RateLimitOptions {
  /** Attempts before any wait. */
  readonly free: number;
  /** Seconds to wait after the first attempt too many; doubled by each further one. */
  readonly firstWait: number;
  /** Seconds, at the most. After as long a quiet time the count starts anew. */
  readonly longestWait: number;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
}

interface Attempts {
  readonly count: number;
  readonly last: number;
}

// An attacker with many addresses must not fill the memory: the oldest are forgotten first.
const MOST_KEYS = 10_000;

/** Makes a limit with no attempts counted. */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { free, firstWait, longestWait, now } = options;
  const attempts = new Map<string, Attempts>();
  const seconds = (since: number): number => (now() - since) / 1000;
  const current = (key: string): Attempts | undefined => {
    const found = attempts.get(key);
    return found !== undefined && seconds(found.last) < 2 * longestWait ? found : undefined;
  };
  return {
    wait(key) {
      const found = current(key);
      if (found === undefined || found.count < free) return 0;
      const due = Math.min(longestWait, firstWait * 2 ** (found.count - free));
      return Math.max(0, Math.ceil(due - seconds(found.last)));
    },
    count(key) {
      const count = (current(key)?.count ?? 0) + 1;
      attempts.delete(key);
      attempts.set(key, { count, last: now() });
      const oldest = attempts.keys().next();
      if (attempts.size > MOST_KEYS && !oldest.done) attempts.delete(oldest.value);
    },
    forget: (key) => void attempts.delete(key),
    takeBack(key) {
      const found = attempts.get(key);
      if (found !== undefined) attempts.set(key, { ...found, count: found.count - 1 });
    },
  };
}
