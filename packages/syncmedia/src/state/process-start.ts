import { readFileSync } from "node:fs";

/**
 * When a process started, in the system's own words: tells it from a later one that has got its number.
 *
 * @returns undefined where the system does not say; Linux does
 *   (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, `starttime`)
 */
export function processStart(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is a name in parentheses that may hold anything; this is the 22nd.
    return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
