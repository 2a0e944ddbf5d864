import { type ChildProcess, spawn } from "node:child_process";
import { CLI, canRun, type Ran, run } from "./scratch.test.support.ts";

/** Whether system calls can be tampered with here. */
export const canStrace: boolean = canRun("strace", "-V");

/** The system calls behind what Node does: on some machines it makes one, on some the other. */
export const CALLS = {
  rename: "rename,renameat,renameat2",
  write: "write,pwrite64",
  mkdir: "mkdir,mkdirat",
  unlink: "unlink,unlinkat",
  rmdir: "rmdir",
  symlink: "symlink,symlinkat",
  link: "link,linkat",
  sync: "fsync",
} as const;

/** The system calls to tamper with, and how: `inject` is the value of strace's option of that name. */
export interface Tampering {
  readonly calls: string;
  readonly inject: string;
  /** Only calls on one of these paths. */
  readonly only?: string | readonly string[];
  /** The file that strace logs calls and signals to; nowhere if left out. */
  readonly log?: string;
}

/** Runs `syncmedia` in a directory and tampers with its system calls. */
export function tampered(directory: string, tampering: Tampering, ...args: readonly string[]): Ran {
  return run(directory, "strace", ...straceArguments(tampering, args));
}

/** The arguments of a strace that runs `syncmedia` and tampers with its system calls. */
export function straceArguments(
  { calls, inject, only, log = "/dev/null" }: Tampering,
  args: readonly string[],
): readonly string[] {
  const rules = [
    "-e",
    `trace=${calls}`,
    "-e",
    `inject=${calls}:${inject}`,
    ...[only ?? []].flat().flatMap((path) => ["-P", path]),
  ];
  // Node's compile cache writes and renames too, after the work: tampering with that would prove nothing.
  const environment = ["-E", "NODE_DISABLE_COMPILE_CACHE=1"];
  return ["-f", "-qq", `-o${log}`, ...environment, ...rules, process.execPath, CLI, ...args];
}

/** The arguments of a strace that writes every call that opens a file to a log. */
export function straceOpens(log: string): readonly string[] {
  return ["-f", "-qq", `-o${log}`, "-e", "trace=open,openat"];
}

/** Starts `syncmedia` in a directory, and writes every call that opens a file to a log. */
export function startLoggingOpens(directory: string, log: string, ...args: readonly string[]): ChildProcess {
  const trace = [...straceOpens(log), process.execPath, CLI, ...args];
  return spawn("strace", trace, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
}
