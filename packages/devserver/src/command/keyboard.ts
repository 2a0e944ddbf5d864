import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Keyboard } from "./command-context.ts";

/**
 * Creates what reads lines from a terminal. The terminal stays in its own mode: it edits the line, and Ctrl-C stays a signal.
 *
 * @param input the terminal
 */
export function createKeyboard(input: Readable): Keyboard {
  return {
    read(onLine, onEnd) {
      const lines = createInterface({ input, terminal: false });
      lines.on("line", onLine).once("close", onEnd);
      // A terminal that was closed cannot be read any more.
      input.on("error", () => lines.close());
      return () => {
        lines.off("close", onEnd).close();
        input.destroy();
      };
    },
  };
}

/**
 * Whether this process may read from its terminal. A job in the background (`devserver start &`) that reads is stopped by
 * the system (SIGTTIN). Linux alone tells it without asking another program: proc_pid_stat(5), pgrp and tpgid.
 */
export function isInForeground(): boolean {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return group === foreground;
  } catch {
    return true;
  }
}
