// Every time that a test of this package waits, or lets pass, and why it is that long.

/** How long a test waits for an event. It is longer than anything takes on a busy machine, so that only a missing event fails. */
export const PATIENCE_MS = 30_000;

/** How often a state is looked at that has no event: a file, a list of processes. */
export const POLL_MS = 20;

/** Two looks at a number this far apart are the same when it no longer grows: the memory of a process, the bytes that arrived. */
export const SETTLED_MS = 100;

/**
 * A request is held for ten seconds; on a machine that is slower than that it is answered with 503, and the client asks again. Timers
 * may be early.
 */
export const HOLD_MS = 9_900;

/** A fuzzed request may be incomplete: the server waits for the rest, and its client gives up after this time. */
export const SILENCE_MS = 250;

/**
 * Between two saves of a series, in turn: at once, within a burst of changes (15 ms to 150 ms), while a worker starts, and when it
 * serves.
 */
export const SAVE_PAUSES_MS = [0, 60, 120, 180, 240] as const;
