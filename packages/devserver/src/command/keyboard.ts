import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Keyboard } from "./command-context.ts";

/**
 * Reads lines from a terminal. The terminal keeps its line mode: it edits the line, and Ctrl-C sends a signal.
 *
 * @param input the terminal
 */
export function createKeyboard(input: Readable): Keyboard {
  return {
    read(onLine, onEnd) {
      const lines = createInterface({ input, terminal: false });
      lines.on("line", onLine).once("close", onEnd);
      // Reading fails when the terminal is closed.
      input.on("error", () => lines.close());
      return () => {
        lines.off("close", onEnd).close();
        input.destroy();
      };
    },
  };
}

/**
 * Whether this process may read from its terminal. The system stops a background job (`devserver start &`) that reads
 * (SIGTTIN). Only Linux says so in a file: proc_pid_stat(5), pgrp and tpgid. Elsewhere the answer is always true.
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
