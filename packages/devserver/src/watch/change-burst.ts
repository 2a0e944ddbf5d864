import type { Change } from "./watch.ts";

// A burst is over when nothing came for so long; a burst without end is told in pieces.
const QUIET_MS = 15;
const LONGEST_BURST_MS = 150;

/**
 * Collects changes until it is quiet.
 *
 * @param onChanges called once a burst, with all of it
 */
export function createBurst(onChanges: (changes: readonly Change[]) => void): (change: Change) => void {
  let changes: Change[] = [];
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    const told = changes;
    changes = [];
    onChanges(told);
  };
  return (change) => {
    const now = performance.now();
    if (changes.length === 0) since = now;
    changes.push(change);
    clearTimeout(timer);
    timer = setTimeout(tell, Math.max(0, Math.min(QUIET_MS, since + LONGEST_BURST_MS - now)));
  };
}
