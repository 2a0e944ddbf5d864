/** For how long a failed request is tried again, in milliseconds. */
export const PATIENCE_MS = {
  /** The server has answered an earlier request: it is restarting or overloaded. */
  answered: 120_000,
  /** The server has never answered: its address is probably wrong. */
  unknown: 4000,
} as const;

const FIRST_MS = 200;
const MAX_MS = 8000;

/**
 * How long to wait before the next attempt: a random part of a time that doubles with each attempt, so that eight uploads that failed
 * together are not sent again together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param tries how often the request was sent
 * @returns milliseconds
 */
export function delayBefore(tries: number, random: () => number = Math.random): number {
  return random() * Math.min(MAX_MS, FIRST_MS * 2 ** tries);
}

/** Statuses and codes of a server that is overloaded or restarting, or has not got the end of a request. */
const TRANSIENT_STATUS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const TRANSIENT_CODE: ReadonlySet<string | undefined> = new Set(["RequestTimeout", "SlowDown", "OperationAborted"]);

/**
 * @param code the code of the error document, if there is one
 * @returns whether the same request may succeed later
 */
export function isTransient(status: number, code: string | undefined): boolean {
  return TRANSIENT_STATUS.has(status) || TRANSIENT_CODE.has(code);
}
