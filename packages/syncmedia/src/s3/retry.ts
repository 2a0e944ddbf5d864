/** How long a request is tried again, in milliseconds. */
export const PATIENCE_MS = {
  /** The server has answered before: it restarts, or is overloaded. */
  answered: 120_000,
  /** It has never answered: its address is probably wrong. */
  unknown: 4000,
} as const;

const FIRST_MS = 200;
const MAX_MS = 8000;

/**
 * How long to wait before an attempt: exponentially longer, and up to that at random, so that eight uploads that failed together do not
 * come again together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param tries how often it has been tried
 * @returns milliseconds
 */
export function delayBefore(tries: number, random: () => number = Math.random): number {
  return random() * Math.min(MAX_MS, FIRST_MS * 2 ** tries);
}

/** A server says so when it is overloaded or restarting, or has lost the end of a request. */
const TRANSIENT_STATUS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const TRANSIENT_CODE: ReadonlySet<string | undefined> = new Set(["RequestTimeout", "SlowDown", "OperationAborted"]);

/**
 * @param code the code of the error document, if there is one
 * @returns whether the same request may succeed later
 */
export function isTransient(status: number, code: string | undefined): boolean {
  return TRANSIENT_STATUS.has(status) || TRANSIENT_CODE.has(code);
}
