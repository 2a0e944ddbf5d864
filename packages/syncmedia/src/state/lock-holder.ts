import { closeSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { kill, pid as ownPid } from "node:process";
import { MediarootError } from "@mediaroot/core";
import { errnoOf } from "@mediaroot/core/internal";
import type { StateDirectory } from "./state-directory.ts";
import { openStateFile } from "./state-file.ts";

/** The process that holds a lock, as the lock file records it. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The container that its pid belongs to, see `containerOf`; missing in locks of older versions. */
  readonly container?: string | undefined;
  readonly nonce: string;
  /** The result of `processStart`. */
  readonly started?: string | undefined;
}

/** A lock file is empty only for the instant between its creation and its writing. */
const EMPTY_IS_STALE_MS = 5000;
/** The PID namespace of a machine itself has this number on every Linux (`PROC_PID_INIT_INO`). */
const NO_CONTAINER = "pid:[4026531836]";
/** The locks that this process holds. Its pid alone does not identify it: in a container it is always 1. */
const held = new Set<string>();

/** @returns the holder of a new lock of this process */
export function createHolder(): Holder {
  const own = { pid: ownPid, host: hostname(), container: containerOf(), nonce: crypto.randomUUID() };
  return { ...own, started: processStart(ownPid) };
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

/** Whether the process that holds a lock is dead. False if that cannot be decided: on another host, in another container. */
export function isStale(state: StateDirectory): boolean {
  const holder = readHolder(state);
  if (holder === "gone") return false;
  if (holder === "unreadable") {
    const stats = statSync(state.lock, { throwIfNoEntry: false });
    return stats !== undefined && Date.now() - stats.mtimeMs > EMPTY_IS_STALE_MS;
  }
  if (holder.host !== hostname() || (holder.container ?? containerOf()) !== containerOf()) return false;
  return holder.pid === ownPid ? !held.has(holder.nonce) : !isAlive(holder);
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

/**
 * Containers may have the same host name, and each numbers its processes from 1.
 *
 * @returns identifies the container that this process runs in; "" outside a container, and where `/proc` is missing
 */
function containerOf(): string {
  try {
    const namespace = readlinkSync("/proc/self/ns/pid");
    if (namespace === NO_CONTAINER) return "";
    return `${namespace} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return "";
  }
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
