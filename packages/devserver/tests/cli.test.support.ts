import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FrontLog, readFrontLog } from "./front-log.test.support.ts";
import { PATIENCE_MS, POLL_MS } from "./timing.test.support.ts";

const BIN = path.join(import.meta.dirname, "../bin/devserver.js");

/** What a command that has ended leaves. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `devserver` to its end. */
export async function runCli(directory: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawnCli(directory, args, env);
  const [stdout, stderr] = [collect(child, "stdout"), collect(child, "stderr")];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
}

/** A running `devserver start --json`. */
export interface RunningCli extends AsyncDisposable, FrontLog {
  readonly url: string;
  readonly child: ChildProcess;
  /** GETs a path: its status and text. */
  get(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly text: string }>;
  /** Signals the front and waits for its end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** What is started, and by which command. */
export interface CliProcess {
  /** The script; default: that of this package. */
  readonly bin?: string;
  /** Whether the server checks the project beside it. */
  readonly checks?: boolean;
  /** A command that runs it, such as `setpriv --reuid 65534`. */
  readonly by?: readonly string[];
}

/** Starts the server on a free port and waits until it listens. */
export async function startCli(
  directory: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  how: CliProcess = {},
): Promise<RunningCli> {
  const started = ["start", "--json", "--port", "0", ...(how.checks === true ? [] : ["--no-check"]), ...args];
  const child = spawnCli(directory, started, { TMPDIR: directory, ...env }, how);
  const log = readFrontLog(child);
  const { url } = await log.event("listening");
  return {
    ...log,
    url,
    child,
    async get(target, init) {
      const response = await fetch(new URL(target, url), { redirect: "manual", ...init });
      return { status: response.status, text: await response.text() };
    },
    end: (signal) => end(child, signal),
    async [Symbol.asyncDispose]() {
      await end(child, "SIGKILL");
      // They would end by themselves, but no test waits for that unless it is about it.
      for (const worker of workersIn(directory)) kill(worker);
      await until(() => (workersIn(directory).length === 0 ? true : undefined));
    },
  };
}

/** The worker processes whose sockets lie below a directory. */
export function workersIn(directory: string): readonly number[] {
  return processesIn(directory).filter((pid) => commandLine(String(pid)).includes(".sock"));
}

/** The processes that were started for a project: its workers, and the shell that ends them with the front. */
export function processesIn(directory: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(`${directory}${path.sep}mediaroot-`))
    .map(Number);
}

/** Asks again and again until there is an answer. */
export async function until<Value>(ask: () => Value | undefined | Promise<Value | undefined>): Promise<Value> {
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(POLL_MS);
  }
  throw new Error(`Nothing came of: ${ask.toString()}`);
}

function spawnCli(
  directory: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { bin = BIN, by = [] }: CliProcess = {},
): ChildProcess {
  const inherited = { ...process.env };
  for (const name of ["VITEST", "NODE_ENV", "FORCE_COLOR", "MEDIAROOT_SETTINGS"]) delete inherited[name];
  const [command = "", ...rest] = [...by, process.execPath, bin, ...args];
  return spawn(command, rest, { cwd: directory, env: { ...inherited, ...env }, stdio: "pipe" });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

function collect(child: ChildProcess, name: "stdout" | "stderr"): () => string {
  let text = "";
  child[name]?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return () => text;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
