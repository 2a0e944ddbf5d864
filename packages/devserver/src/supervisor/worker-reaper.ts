import { spawn } from "node:child_process";
import path from "node:path";
import type { Writable } from "node:stream";

/** Kills the workers of a front that was killed. A worker in an endless loop cannot notice by itself. */
export interface WorkerReaper {
  /** @param workers the process ids of all workers */
  watch(workers: readonly number[]): void;
  /** Ends the reaper: no worker is left. */
  close(): void;
}

/**
 * Each line lists all workers. The loop ends when the pipe closes, which means that the front is gone; the last line counts. The
 * signals of a terminal are ignored: the front handles them.
 */
const SCRIPT = `trap "" INT TERM HUP QUIT
living=
while read -r line; do living=$line; done
[ -z "$living" ] || kill -KILL $living
rm -rf -- "$1"`;

/**
 * Starts a shell that waits for the end of the front; if the shell ends first, another is started. Windows needs none: there
 * the children of a process end with it (https://learn.microsoft.com/windows/win32/procthread/job-objects).
 *
 * @param directory the private directory of the sockets, which the shell removes too; undefined on Windows
 */
export function createWorkerReaper(directory: string | undefined): WorkerReaper {
  if (directory === undefined) return { watch() {}, close() {} };
  let shell: Writable | undefined;
  let closed = false;
  return {
    watch(workers) {
      if (closed) return;
      shell ??= startShell(directory, () => (shell = undefined));
      shell?.write(`${workers.join(" ")}\n`);
    },
    close() {
      closed = true;
      shell?.end();
    },
  };
}

/** @returns its stdin, or undefined if it cannot be started: then a hanging worker outlives a killed front */
function startShell(directory: string, onEnd: () => void): Writable | undefined {
  const parameters = ["-c", SCRIPT, "mediaroot-reaper", path.resolve(directory)];
  try {
    const shell = spawn("/bin/sh", parameters, { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    shell.once("error", onEnd).once("exit", onEnd).unref();
    // Without a free descriptor there is a process without a pipe.
    return (shell.stdin as Writable | undefined)?.on("error", () => {});
  } catch {
    return undefined;
  }
}
