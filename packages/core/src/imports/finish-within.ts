import { setTimeout as wait } from "node:timers/promises";

/**
 * Waits for user code that may never end. The timer keeps the process alive meanwhile: Node would end it, and name no file of
 * the user's.
 *
 * @param seconds how long it may take
 * @param late makes the error that is thrown when it takes longer
 */
export async function finishWithin<Value>(work: Promise<Value>, seconds: number, late: () => Error): Promise<Value> {
  const end = new AbortController();
  const timeout = wait(seconds * 1000, undefined, { signal: end.signal }).then(() => {
    throw late();
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    timeout.catch(() => {});
    end.abort();
  }
}
