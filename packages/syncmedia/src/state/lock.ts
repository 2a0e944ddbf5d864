import { closeSync, linkSync, renameSync, utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { errnoOf } from "@mediaroot/core/internal";
import { startClock } from "../elapsed.ts";
import { syncError } from "../errors.ts";
import { discard } from "../disk/remove.ts";
import { writeWhole } from "../disk/write-whole.ts";
import { createHolder, type Holder, isStale, readHolder, setHeld } from "./lock-holder.ts";
import { createLockSilence } from "./lock-silence.ts";
import { notWritable, plainPath, type StateDirectory } from "./state-directory.ts";
import { openNewStateFile } from "./state-file.ts";

/** The behaviour while another syncmedia holds the lock. */
export interface LockOptions {
  /**
   * Whether to wait for the lock. If false, SYNC_LOCKED is thrown at once.
   *
   * @default true
   */
  readonly wait?: boolean | undefined;
  /** Called once before the wait, with the process that holds the lock. */
  readonly onWait?: ((holder: string) => void) | undefined;
  /** Stops the wait, and the sync between two files. */
  readonly signal?: AbortSignal | undefined;
}

const POLL_MS = 100;
/** Two processes that take over the same stale lock within this time notice each other. */
const TAKEOVER_MS = 60;

/** A lock that was taken. */
export interface Lock {
  /**
   * Whether it is still held. Another host or container takes it over while this process is stopped for longer than a minute
   * (SIGSTOP, a suspended container), and works in the target when this process goes on. Ask before every write.
   */
  isHeld(): boolean;
  release(): void;
}

/** How a living holder is distinguished from a dead one where its process cannot be looked at. */
interface LockTimes {
  /** How often a holder refreshes its lock. */
  readonly refreshMs: number;
  /** A lock is taken over when it was not refreshed for this long. */
  readonly silentMs: number;
}

/** A lock that was seen to be held within this time is not read again. */
const LOOK_AGAIN_MS = 1000;
const TIMES: LockTimes = { refreshMs: 5000, silentMs: 60_000 };

/**
 * Takes the lock of a target. The lock of a dead process is taken over: at once, or after a minute if it ran on another host or
 * in another container.
 *
 * @returns undefined if the state directory was removed meanwhile
 * @throws SYNC_LOCKED if it is held and `wait` is false; TARGET_NOT_WRITABLE, STATE_REFUSED, SYNC_INTERRUPTED
 */
export async function acquireLock(
  state: StateDirectory,
  options: LockOptions = {},
  { refreshMs, silentMs }: LockTimes = TIMES,
): Promise<Lock | undefined> {
  const own = createHolder();
  const isSilent = createLockSilence(state, silentMs);
  for (let isLogged = false; ;) {
    if (options.signal?.aborted === true) throw syncError("SYNC_INTERRUPTED", { target: state.target });
    const created = create(state, own);
    if (created === "no directory") return undefined;
    if (created || (await takeOver(state, own, isSilent))) return hold(state, own, refreshMs);
    const holder = nameOf(readHolder(state));
    if (options.wait === false) throw syncError("SYNC_LOCKED", { file: plainPath(state, state.lock), holder });
    if (!isLogged) options.onWait?.(holder);
    isLogged = true;
    await sleep(POLL_MS);
  }
}

/** A hard link makes the lock appear with its content. Without hard links it is empty for an instant. */
function create(state: StateDirectory, own: Holder): boolean | "no directory" {
  const mine = `${state.lock}-${own.nonce}`;
  try {
    write(state, mine, own);
    linkSync(mine, state.lock);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    return tryCreateLock(state, own);
  } finally {
    discard(mine);
  }
}

function tryCreateLock(state: StateDirectory, own: Holder): boolean | "no directory" {
  try {
    write(state, state.lock, own);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    if (errnoOf(error) === "ENOENT") return "no directory";
    throw notWritable(state.target, error);
  }
}

function write(state: StateDirectory, file: string, own: Holder): void {
  const fd = openNewStateFile(state, file);
  try {
    writeWhole(fd, Buffer.from(JSON.stringify(own)));
  } catch (error) {
    discard(file);
    throw error;
  } finally {
    closeSync(fd);
  }
}

async function takeOver(state: StateDirectory, own: Holder, isSilent: () => boolean): Promise<boolean> {
  if (!isStale(state, isSilent)) return false;
  const mine = `${state.lock}-${own.nonce}`;
  try {
    write(state, mine, own);
    if (!isStale(state, isSilent)) return false;
    renameSync(mine, state.lock);
  } catch (error) {
    // Another process took the stale lock over and removed our file.
    if (errnoOf(error) === "ENOENT") return false;
    throw notWritable(state.target, error);
  } finally {
    discard(mine);
  }
  await sleep(TAKEOVER_MS);
  return isOwn(state, own);
}

function isOwn(state: StateDirectory, own: Holder): boolean {
  const holder = readHolder(state);
  return typeof holder === "object" && holder.nonce === own.nonce;
}

function nameOf(holder: ReturnType<typeof readHolder>): string {
  return typeof holder === "object" ? `pid ${holder.pid} on ${holder.host}` : "a process that is just starting";
}

function hold(state: StateDirectory, own: Holder, refreshMs: number): Lock {
  setHeld(own, true);
  const refreshing = setInterval(() => refresh(state, own), refreshMs).unref();
  let [isHeld, age] = [true, startClock()];
  return {
    isHeld() {
      if (age() > LOOK_AGAIN_MS) [age, isHeld] = [startClock(), !isLost(state, own)];
      return isHeld;
    },
    release() {
      clearInterval(refreshing);
      setHeld(own, false);
      if (isOwn(state, own)) discard(state.lock);
    },
  };
}

/** A lock that cannot be read, for lack of file descriptors for example, is not lost. */
function isLost(state: StateDirectory, own: Holder): boolean {
  try {
    const holder = readHolder(state);
    return holder === "gone" || (holder !== "unreadable" && holder.nonce !== own.nonce);
  } catch {
    // It is no regular file, or belongs to another user.
    return true;
  }
}

function refresh(state: StateDirectory, own: Holder): void {
  try {
    const now = new Date();
    if (isOwn(state, own)) utimesSync(state.lock, now, now);
  } catch {
    // The next refresh may succeed.
  }
}
