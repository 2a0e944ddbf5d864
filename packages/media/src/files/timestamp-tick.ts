import type { StatIdentity } from "@mediaroot/core";
import { hasSettableChangeTime, msUntilSettled, SETTLE_MS } from "@mediaroot/core/media";

/**
 * How long a file's times cannot be relied on. On a file system whose change times can be set back they never can.
 *
 * @param now milliseconds since the epoch, taken before the file was looked at
 * @returns milliseconds from `now`; 0 if any later write will show, Infinity if one need never show
 */
export function settlesInMs(times: StatIdentity, now: number): number {
  if (hasSettableChangeTime(times)) return Infinity;
  return Math.max(...[times.mtimeMs, times.ctimeMs].map((time) => msUntilSettled(time, SETTLE_MS.served, now)));
}

/** The longest wait that is worth it. */
export const SHORT_WAIT_MS: number = 2 * SETTLE_MS.served;
