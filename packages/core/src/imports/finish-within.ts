/**
 * Waits for user code that may never end. The timer keeps the process alive meanwhile: Node would end it, and name no file of
 * the user's.
 *
 * @param seconds how long it may take
 * @param late makes the error that is thrown when it takes longer
 */
export async function finishWithin<Value>(work: Promise<Value>, seconds: number, late: () => Error): Promise<Value> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), seconds * 1000);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
