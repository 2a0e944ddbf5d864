import { spawn } from "node:child_process";
import path from "node:path";
import type { Writable } from "node:stream";

/** Ends the workers of a front that was killed. One in an endless loop hears of nothing, so somebody else has to. */
export interface WorkerReaper {
  /** Names the processes that would be left: the ids of all workers that live. */
  watch(workers: readonly number[]): void;
  /** None is left, and none will be. */
  close(): void;
}

/**
 * Each line names all the workers that live: the last one counts when the front's end of the pipe is gone, and the front with
 * it. What a terminal signals is the front's to answer.
 */
const SCRIPT = `trap "" INT TERM HUP QUIT
living=
while read -r line; do living=$line; done
[ -z "$living" ] || kill -KILL $living
rm -rf -- "$1"`;

/**
 * Has one shell wait for the end of the front, however that comes; if the shell ends first, another takes its place. On Windows
 * none is needed: Node's children end with it there (https://learn.microsoft.com/windows/win32/procthread/job-objects).
 *
 * @param directory the private directory of the sockets, which is removed too; undefined on Windows
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

/** @returns where it reads, or undefined where none can be started: there a looping worker outlives a front that is killed */
function startShell(directory: string, onEnd: () => void): Writable | undefined {
  const parameters = ["-c", SCRIPT, "mediaroot-reaper", path.resolve(directory)];
  try {
    const shell = spawn("/bin/sh", parameters, { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    shell.once("error", onEnd).once("exit", onEnd).unref();
    // Without a descriptor left there is a process without a pipe.
    return (shell.stdin as Writable | undefined)?.on("error", () => {});
  } catch {
    return undefined;
  }
}
