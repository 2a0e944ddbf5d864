import type { StatIdentity } from "@mediaroot/core";

// Kernels stamp files by a clock that moves every 1 to 16 ms.
const TICK_MS = 40;

/**
 * How long a file's times cannot be relied on: two writes within one tick of the file system's clock leave the same times,
 * so what was read so soon after a write may be changed without a trace. (Git calls such entries "racily clean".)
 *
 * A change time in whole hundredths of a second is that of FAT or its kin, where it can be set back like any other: there
 * times are never relied on.
 *
 * @param now milliseconds since the epoch, taken before the file was looked at
 * @returns milliseconds from `now`; 0 where any later write will show, Infinity where none ever need
 */
export function settlesInMs({ mtimeMs, ctimeMs }: StatIdentity, now: number): number {
  if (ctimeMs % 10 === 0) return Infinity;
  // Times of the past or the future that are further away than a tick cannot come again by writing now.
  return Math.max(...[mtimeMs, ctimeMs].map((time) => (Math.abs(now - time) <= TICK_MS ? time + TICK_MS - now : 0)));
}

/** The longest wait that is worth it. */
export const SHORT_WAIT_MS: number = 2 * TICK_MS;
