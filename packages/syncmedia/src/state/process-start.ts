import { readFileSync } from "node:fs";

/**
 * @returns the start time of a process, which distinguishes it from a later one with the same pid; undefined where `/proc`
 *   is missing (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, `starttime`)
 */
export function processStart(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Field 22. Field 2 is a name in parentheses that may contain anything.
    return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
