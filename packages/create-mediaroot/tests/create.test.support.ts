import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import path from "node:path";

/** The command, run from its sources. */
export const CLI: string = path.join(import.meta.dirname, "../bin/create-mediaroot.js");

/** What a run of the command has printed. */
export interface CreateRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command without a terminal. */
export function create(directory: string, ...args: readonly string[]): CreateRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd: directory, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

/** @returns all files below a directory, sorted, with `/` */
export function filesIn(directory: string): readonly string[] {
  const entries = globSync(["**", "**/.*"], { cwd: directory, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name))).toSorted();
}

/** The command at a terminal of its own. */
export interface Sitting {
  /** Waits until the terminal has shown a text. */
  readonly shows: (text: string) => Promise<void>;
  readonly shown: () => string;
  readonly type: (keys: string) => void;
  readonly ended: Promise<number | null>;
}

/** Whether this machine has `script`, of util-linux, which makes terminals. */
export const hasTerminal: boolean = spawnSync("script", ["--version"]).status === 0;

/** Runs the command at a terminal. */
export function sitDown(directory: string, ...args: readonly string[]): Sitting {
  const command = ["stty cols 100; exec", process.execPath, CLI, ...args].join(" ");
  const env = { ...process.env, TERM: "xterm", NO_COLOR: "1", FORCE_COLOR: undefined };
  const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: directory, env });
  let shown = "";
  child.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return {
    async shows(text) {
      while (!shown.includes(text)) {
        const next = once(child.stdout, "data").then(() => "more");
        if ((await Promise.race([next, ended])) !== "more") throw new Error(`"${text}" was never shown:\n${shown}`);
      }
    },
    shown: () => shown,
    type: (keys) => void child.stdin.write(keys),
    ended,
  };
}
