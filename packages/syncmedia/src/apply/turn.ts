import { setImmediate as nextTurn } from "node:timers/promises";

/** Lets the event loop turn during long work, so that signals and the progress bar are not kept waiting. */
export interface Turn {
  /** Waits for a turn of the event loop if the last one is long ago. */
  pass(): Promise<void>;
  /** Whether the run is to end. */
  isInterrupted(): boolean;
}

/** The longest time between two turns of the event loop, unless a single file takes longer. */
const TURN_MS = 40;

/**
 * Creates the turns of a run.
 *
 * @param isInterrupted whether the run is to end
 * @param onTurn called before each turn
 */
export function createTurn(isInterrupted: () => boolean, onTurn: () => void): Turn {
  let last = performance.now();
  return {
    async pass() {
      if (performance.now() - last <= TURN_MS) return;
      onTurn();
      await nextTurn();
      last = performance.now();
    },
    isInterrupted,
  };
}
