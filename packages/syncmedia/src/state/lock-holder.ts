import { closeSync, readFileSync, statSync } from "node:fs";
import { pid as ownPid } from "node:process";
import { MediarootError } from "@mediaroot/core";
import { errnoOf } from "@mediaroot/core/internal";
import { isRunning, ownPlace } from "./process-place.ts";
import type { StateDirectory } from "./state-directory.ts";
import { openStateFile } from "./state-file.ts";

/** The process that holds a lock, as the lock file records it. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The container that its pid belongs to, see `ProcessPlace`; missing in locks of older versions. */
  readonly container?: string | undefined;
  readonly nonce: string;
  /** The result of `processStart`. */
  readonly started?: string | undefined;
}

/** A lock file is empty only for the instant between its creation and its writing. */
const EMPTY_IS_STALE_MS = 5000;
/** The locks that this process holds. Its pid alone does not identify it: in a container it is always 1. */
const held = new Set<string>();

/** @returns the holder of a new lock of this process */
export function createHolder(): Holder {
  return { pid: ownPid, ...ownPlace(), nonce: crypto.randomUUID(), started: processStart(ownPid) };
}

/** Records whether this process holds a lock. */
export function setHeld({ nonce }: Holder, isHeld: boolean): void {
  if (isHeld) held.add(nonce);
  else held.delete(nonce);
}

/**
 * @returns the holder of a lock
 * @throws STATE_REFUSED
 */
export function readHolder(state: StateDirectory): Holder | "gone" | "unreadable" {
  try {
    const fd = openStateFile(state, state.lock);
    try {
      const holder: unknown = JSON.parse(readFileSync(fd, "utf8"));
      return isHolder(holder) ? holder : "unreadable";
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (error instanceof MediarootError) throw error;
    return errnoOf(error) === "ENOENT" ? "gone" : "unreadable";
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== "object" || value === null) return false;
  const types = ["pid", "host", "nonce"].map((key) => typeof Reflect.get(value, key));
  return types.join(" ") === "number string string";
}

/**
 * Whether the process that holds a lock is dead.
 *
 * @param isSilent decides where the number of the process says nothing: on another host, in another container
 */
export function isStale(state: StateDirectory, isSilent: () => boolean): boolean {
  const holder = readHolder(state);
  if (holder === "gone") return false;
  if (holder === "unreadable") {
    const stats = statSync(state.lock, { throwIfNoEntry: false });
    return stats !== undefined && Date.now() - stats.mtimeMs > EMPTY_IS_STALE_MS;
  }
  const own = ownPlace();
  if (holder.host !== own.host || (holder.container ?? own.container) !== own.container) return isSilent();
  return holder.pid === ownPid ? !held.has(holder.nonce) : !isAlive(holder);
}

function isAlive({ pid, started }: Holder): boolean {
  const found = processStart(pid);
  return isRunning(pid) && (started === undefined || found === undefined || started === found);
}

/**
 * @returns the start time of a process, which distinguishes it from a later one with the same pid; undefined where `/proc`
 *   is missing (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, `starttime`)
 */
function processStart(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Field 22. Field 2 is a name in parentheses that may contain anything.
    return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
