import type { Change } from "./watch.ts";

/** A burst ends when no change has come for this long. */
const QUIET_MS = 15;
/** A longer burst is passed on in parts. */
const MAX_BURST_MS = 150;

/**
 * Collects changes into bursts.
 *
 * @param onChanges called once for each burst
 */
export function collectBursts(onChanges: (changes: readonly Change[]) => void): (change: Change) => void {
  let changes: Change[] = [];
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    const burst = changes;
    changes = [];
    onChanges(burst);
  };
  return (change) => {
    const now = performance.now();
    if (changes.length === 0) since = now;
    changes.push(change);
    clearTimeout(timer);
    timer = setTimeout(flush, Math.max(0, Math.min(QUIET_MS, since + MAX_BURST_MS - now)));
  };
}
