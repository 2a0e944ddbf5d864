import { closeSync, linkSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { kill, pid as ownPid } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { errnoOf } from "@mediaroot/core";
import { syncError } from "../errors.ts";
import { processStart } from "./process-start.ts";
import { discard } from "../disk/remove.ts";
import { notWritable, type StateDirectory } from "./state-directory.ts";
import { writeWhole } from "../disk/write-whole.ts";

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
const SETTLE_MS = 60;
/** A lock file is empty only for the instant between its creation and its writing. */
const EMPTY_IS_STALE_MS = 5000;

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly nonce: string;
  /** The result of `processStart`. */
  readonly started?: string | undefined;
}

/** The locks that this process holds. Its pid alone does not identify it: in a container it is always 1. */
const held = new Set<string>();

/**
 * Takes the lock of a target. The lock of a dead process is taken over.
 *
 * @returns a function that releases the lock
 * @throws SYNC_LOCKED if it is held and `wait` is false; TARGET_NOT_WRITABLE; SYNC_INTERRUPTED
 */
export async function acquireLock(state: StateDirectory, options: LockOptions = {}): Promise<() => void> {
  const own: Holder = { pid: ownPid, host: hostname(), nonce: crypto.randomUUID(), started: processStart(ownPid) };
  for (let isLogged = false; ;) {
    if (options.signal?.aborted === true) throw syncError("SYNC_INTERRUPTED", { target: state.target });
    if (create(state, own) || (await takeOver(state, own))) return hold(state.lock, own);
    const holder = nameOf(read(state.lock));
    if (options.wait === false) throw syncError("SYNC_LOCKED", { file: state.lock, holder });
    if (!isLogged) options.onWait?.(holder);
    isLogged = true;
    await sleep(POLL_MS);
  }
}

/** A hard link makes the lock appear with its content. Without hard links it is empty for an instant. */
function create(state: StateDirectory, own: Holder): boolean {
  const mine = `${state.lock}-${own.nonce}`;
  try {
    writeFileSync(mine, JSON.stringify(own), { mode: 0o600 });
    linkSync(mine, state.lock);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    return createEmpty(state, own);
  } finally {
    discard(mine);
  }
}

function createEmpty(state: StateDirectory, own: Holder): boolean {
  let fd: number;
  try {
    fd = openSync(state.lock, "wx", 0o600);
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw notWritable(state.target, error);
  }
  try {
    writeWhole(fd, Buffer.from(JSON.stringify(own)));
    return true;
  } catch (error) {
    discard(state.lock);
    throw notWritable(state.target, error);
  } finally {
    closeSync(fd);
  }
}

async function takeOver(state: StateDirectory, own: Holder): Promise<boolean> {
  if (!isStale(state.lock)) return false;
  const mine = `${state.lock}-${own.nonce}`;
  try {
    writeFileSync(mine, JSON.stringify(own), { mode: 0o600 });
    if (!isStale(state.lock)) return false;
    renameSync(mine, state.lock);
  } catch (error) {
    // Another process took the stale lock over and removed our file.
    if (errnoOf(error) === "ENOENT") return false;
    throw notWritable(state.target, error);
  } finally {
    discard(mine);
  }
  await sleep(SETTLE_MS);
  return isOwn(state.lock, own);
}

function isStale(file: string): boolean {
  const holder = read(file);
  if (holder === "gone") return false;
  if (holder === "unreadable") {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats !== undefined && Date.now() - stats.mtimeMs > EMPTY_IS_STALE_MS;
  }
  return holder.host === hostname() && (holder.pid === ownPid ? !held.has(holder.nonce) : !isAlive(holder));
}

function isOwn(file: string, own: Holder): boolean {
  const holder = read(file);
  return typeof holder === "object" && holder.nonce === own.nonce;
}

function read(file: string): Holder | "gone" | "unreadable" {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isHolder(holder) ? holder : "unreadable";
  } catch (error) {
    return errnoOf(error) === "ENOENT" ? "gone" : "unreadable";
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== "object" || value === null) return false;
  const types = ["pid", "host", "nonce"].map((key) => typeof Reflect.get(value, key));
  return types.join(" ") === "number string string";
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    kill(pid, 0);
    const found = processStart(pid);
    return started === undefined || found === undefined || started === found;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}

function nameOf(holder: ReturnType<typeof read>): string {
  return typeof holder === "object" ? `pid ${holder.pid} on ${holder.host}` : "a process that is just starting";
}

function hold(file: string, own: Holder): () => void {
  held.add(own.nonce);
  return () => {
    held.delete(own.nonce);
    if (isOwn(file, own)) discard(file);
  };
}
