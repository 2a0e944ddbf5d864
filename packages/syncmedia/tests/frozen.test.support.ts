import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestTree } from "@mediaroot/core/testing";
import { CALLS, straceArguments, type Tampering } from "./strace.test.support.ts";

/** A run of the command that is stopped in the middle of its work. */
export interface Frozen {
  /** Lets it go on, and waits for its end. */
  readonly thaw: () => Promise<{ readonly code: number | null; readonly stdout: string }>;
}

/** Everything is planned and copied to temporary files, and the first file is put in place. */
const FIRST_RENAME = { calls: CALLS.rename, inject: "signal=STOP:when=1" };

/** Runs the command up to a moment. */
export async function freeze(site: TestTree, moment: Tampering = FIRST_RENAME): Promise<Frozen> {
  const log = site.path("strace.log");
  rmSync(log, { force: true });
  const child = spawn("strace", straceArguments({ ...moment, log }, []), { cwd: site.root });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  const closed = once(child, "close");
  const pid = await stopped(log, child);
  return {
    async thaw() {
      process.kill(pid, "SIGCONT");
      const [code] = (await closed) as [number | null];
      return { code, stdout };
    },
  };
}

/** @returns the pid, once strace reports that the process is stopped */
async function stopped(log: string, child: ChildProcess): Promise<number> {
  while (child.exitCode === null) {
    await sleep(5);
    const output = existsSync(log) ? readFileSync(log, "utf8") : "";
    const pid = /^(\d+) +--- stopped by SIGSTOP ---/m.exec(output)?.[1];
    if (pid !== undefined) return Number(pid);
  }
  throw new Error("it ended before it was stopped");
}
