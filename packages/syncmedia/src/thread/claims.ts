/** Which files of a list a thread has taken: 0 while a file is free. Threads share it. */
export type Claims = Int32Array<SharedArrayBuffer>;

const TAKEN = 1;
const DONE = 2;

export function createClaims(files: number): Claims {
  return new Int32Array(new SharedArrayBuffer(files * Int32Array.BYTES_PER_ELEMENT));
}

/** @returns whether the file was free: it is the caller's now */
export function claim(claims: Claims, index: number): boolean {
  return Atomics.compareExchange(claims, index, 0, TAKEN) === 0;
}

/** Records that the thread that has taken a file is done with it. */
export function release(claims: Claims, index: number): void {
  Atomics.store(claims, index, DONE);
  Atomics.notify(claims, index);
}

/**
 * Waits until the thread that has taken a file is done with it.
 *
 * @param patienceMs how long to wait, milliseconds
 * @returns false if it is still not done
 */
export function isReleased(claims: Claims, index: number, patienceMs: number): boolean {
  return Atomics.wait(claims, index, TAKEN, patienceMs) !== "timed-out";
}
