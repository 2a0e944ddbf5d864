import type { StatIdentity } from "@mediaroot/core";

// Kernels stamp files by a clock that moves every 1 to 16 ms; FAT and its kin every 2 seconds, in whole hundredths at best.
const FINE_TICK_MS = 40;
const COARSE_TICK_MS = 2500;

/**
 * How long a file's times cannot be relied on: two writes within one tick of the file system's clock leave the same times,
 * so what was read so soon after a write may be changed without a trace. (Git calls such entries "racily clean".)
 *
 * @param now milliseconds since the epoch, taken before the file was looked at
 * @returns milliseconds from `now`; 0 where any later write will show
 */
export function settlesInMs({ mtimeMs, ctimeMs }: StatIdentity, now: number): number {
  const tick = ctimeMs % 10 === 0 ? COARSE_TICK_MS : FINE_TICK_MS;
  // Times of the past or the future that are further away than a tick cannot come again by writing now.
  return Math.max(...[mtimeMs, ctimeMs].map((time) => (Math.abs(now - time) <= tick ? time + tick - now : 0)));
}

/** The longest wait that is worth it: until then only a fine clock settles. */
export const SHORT_WAIT_MS: number = 2 * FINE_TICK_MS;
