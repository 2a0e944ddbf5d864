import { spawn } from "node:child_process";
import type { Writable } from "node:stream";

/** Ends the workers of a front that was killed. One in an endless loop hears of nothing, so somebody else has to. */
export interface WorkerReaper {
  /** Names the processes that would be left: the ids of all workers that live. */
  watch(workers: readonly number[]): void;
  /** None is left. */
  close(): void;
}

/**
 * Each line names all the workers that live: the last one counts when the front's end of the pipe is gone, and the front with
 * it. What a terminal signals is the front's to answer.
 */
const SCRIPT = `trap "" INT TERM HUP QUIT
while read -r line; do living=$line; done
[ -z "$living" ] || kill -KILL $living
rm -rf "$1"`;

/**
 * Has one shell wait for the end of the front, however that comes. On Windows none is needed: Node's children end with it
 * there (https://learn.microsoft.com/windows/win32/procthread/job-objects).
 *
 * @param directory the private directory of the sockets, which is removed too; undefined on Windows
 */
export function createWorkerReaper(directory: string | undefined): WorkerReaper {
  if (directory === undefined) return { watch() {}, close() {} };
  let shell: Writable | undefined;
  return {
    watch(workers) {
      shell ??= startShell(directory);
      shell.write(`${workers.join(" ")}\n`);
    },
    close: () => void shell?.end(),
  };
}

function startShell(directory: string): Writable {
  const parameters = ["-c", SCRIPT, "mediaroot-reaper", directory];
  const shell = spawn("/bin/sh", parameters, { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  shell.unref();
  // Where there is no shell, a worker that loops outlives a front that is killed.
  shell.on("error", () => {});
  return shell.stdin.on("error", () => {});
}
