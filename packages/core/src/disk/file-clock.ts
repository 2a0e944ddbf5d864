/**
 * File systems stamp files with a clock that moves only every few milliseconds. Two writes within one tick leave the same
 * times, so unchanged times prove nothing about a file that changed just now. (Git calls such entries "racily clean".)
 *
 * How long after a change a file's times are distrusted, in milliseconds. The values differ because the costs do.
 */
export const SETTLE_MS = {
  /** Source code, which a worker waits for at every restart: one tick of a kernel with CONFIG_HZ=100. */
  source: 10,
  /** Served files. Nobody waits for them: until they have settled they are read again at each request. */
  served: 40,
  /** A file that syncmedia copies. A wrong copy would stay, so this is twice a tick. */
  copied: 20,
  /** A large file that syncmedia copies: it is written over many ticks, and may have the times of its first write. */
  copiedLarge: 100,
} as const;

/**
 * How long the times of a file cannot be relied on. Times that lie further away from now than `settleMs`, in the past or in
 * the future, cannot come again by a write now.
 *
 * @param changedMs when it changed, milliseconds since the epoch
 * @param settleMs one of `SETTLE_MS`
 * @param now milliseconds since the epoch, taken before the file was looked at
 * @returns milliseconds from `now`; 0 if any later write will show
 */
export function msUntilSettled(changedMs: number, settleMs: number, now: number = Date.now()): number {
  return Math.abs(now - changedMs) <= settleMs ? changedMs + settleMs - now : 0;
}

/** Blocks the thread until any later write to a file will show in its times. */
export function waitUntilSettled(changedMs: number, settleMs: number): void {
  const ms = msUntilSettled(changedMs, settleMs);
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The times of a file, in milliseconds since the epoch. */
interface FileTimes {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** @returns whether the change time is in whole hundredths of a second, as FAT has it: programs can set it back there */
export function hasSettableChangeTime({ ctimeMs }: FileTimes): boolean {
  return ctimeMs % 10 === 0;
}

/**
 * @returns whether the file changed within the last two seconds on a file system with whole seconds, where a second change
 *   would not show
 */
export function isWithinWholeSecond({ mtimeMs, ctimeMs }: FileTimes, now: number = Date.now()): boolean {
  const isWhole = mtimeMs % 1000 === 0 && ctimeMs % 1000 === 0;
  return isWhole && Math.abs(now - Math.max(mtimeMs, ctimeMs)) < 2000;
}
