import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { kill } from "node:process";
import { errnoOf } from "@mediaroot/core/internal";

/** The PID namespace of a machine itself has this number on every Linux (`PROC_PID_INIT_INO`). */
const NO_CONTAINER = "pid:[4026531836]";

/** Where a process runs. Its process number is valid only there. */
export interface ProcessPlace {
  readonly host: string;
  /** Containers may have the same host name, and each numbers its processes from 1. Empty outside a container, and where `/proc` is missing. */
  readonly container: string;
}

/** @returns the place of this process */
export function ownPlace(): ProcessPlace {
  return { host: hostname(), container: containerOf() };
}

/** @returns the place of this process as part of a file name */
export function placeName(): string {
  const { host, container } = ownPlace();
  return createHash("sha256").update(`${host} ${container}`).digest("hex").slice(0, 12);
}

/** Whether there is a process with this number here. */
export function isRunning(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}

function containerOf(): string {
  try {
    const namespace = readlinkSync("/proc/self/ns/pid");
    if (namespace === NO_CONTAINER) return "";
    return `${namespace} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return "";
  }
}
