import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { availableParallelism } from "node:os";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ContenderName, Served } from "./serve-contenders.ts";

const SERVER_CORE = "0";
const CLIENT_CORE = "1";
const ENTRY = fileURLToPath(new URL("./serve-process.ts", import.meta.url));

/** A contender that runs, alone on its core while it is asked. */
export interface Running extends Disposable {
  readonly name: string;
  readonly origin: string;
  /** Microseconds of CPU that its process has taken so far. */
  cpu(): Promise<number>;
}

/** What a load did. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
}

/** How hard, and how long. */
export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  /** The header lines of each request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The status that each answer must have. */
  readonly status: number;
}

/** @returns what is missing on this machine, in a sentence; undefined where nothing is */
export function missingMeans(): string | undefined {
  if (availableParallelism() < 2) return "This benchmark needs two cores: one for the server, one for wrk.";
  const missing = ["taskset", "wrk"].filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
  if (missing.length === 0) return undefined;
  return `This benchmark needs ${missing.join(" and ")} (Debian: apt install util-linux wrk).`;
}

/** Starts a contender. */
export async function start(name: ContenderName, served: Served): Promise<Running> {
  const argument = JSON.stringify([name, served]);
  const child = spawn("taskset", ["-c", SERVER_CORE, process.execPath, ENTRY, argument], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.once("disconnect", () => child.emit("error", new Error(`${name} ended.`)));
  const port = await reply<number>(child);
  return {
    name,
    origin: `http://127.0.0.1:${port}`,
    async cpu() {
      child.send("cpu");
      const { user, system } = await reply<NodeJS.CpuUsage>(child);
      return user + system;
    },
    [Symbol.dispose]() {
      child.removeAllListeners("disconnect");
      child.kill();
    },
  };
}

/**
 * Asks for a URL again and again, from the other core.
 *
 * @throws Error where a single answer was not as it should be
 */
export async function load(url: string, { connections, seconds, headers, status }: LoadOptions): Promise<Load> {
  const lines = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const wrk = ["wrk", "-t1", `-c${connections}`, `-d${seconds}s`, ...lines, url];
  const { stdout } = await promisify(execFile)("taskset", ["-c", CLIENT_CORE, ...wrk]);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const failed = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  if (stdout.includes("Socket errors") || failed !== (status < 400 ? 0 : requests))
    throw new Error(`${url} was not always answered with ${status}:\n${stdout}`);
  return { requests, perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]) };
}

/** A command that serves in one process. */
export interface Program {
  readonly command: readonly string[];
  /** Where it runs. */
  readonly directory: string;
  /** Where it will answer. */
  readonly origin: string;
  /** The descriptor of its output. Default: that of this process */
  readonly stdout?: number;
}

/** Starts a program, and waits until it answers. Its CPU time is what Linux has counted. */
export async function startProgram(name: string, program: Program): Promise<Running> {
  const { command, directory, origin, stdout = "inherit" } = program;
  const child = spawn("taskset", ["-c", SERVER_CORE, ...command], {
    cwd: directory,
    stdio: ["ignore", stdout, "inherit"],
  });
  while (child.exitCode === null && !(await isAnswering(origin)))
    await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    name,
    origin,
    async cpu() {
      const [, fields = ""] = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ");
      const [user, system] = fields.split(" ").slice(11, 13).map(Number);
      return ((user ?? 0) + (system ?? 0)) * TICK_MICROSECONDS;
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}

/** The unit of /proc/PID/stat (proc_pid_stat(5)), on every Linux that Node runs on. */
const TICK_MICROSECONDS = 10_000;

async function isAnswering(origin: string): Promise<boolean> {
  return await fetch(origin).then(
    () => true,
    () => false,
  );
}

/** An answer as it was sent, still encoded. */
export interface Sent {
  readonly status: number | undefined;
  /** Name, value, name, value, ... */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Asks for a URL once. */
export async function ask(url: string, headers: LoadOptions["headers"]): Promise<Sent> {
  const [answer] = (await once(get(url, { headers }), "response")) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.rawHeaders, body: await buffer(answer) };
}

async function reply<Value>(child: ChildProcess): Promise<Value> {
  const [value] = (await once(child, "message")) as [Value];
  return value;
}
