import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { until, workersIn } from "./cli.test.support.ts";

const BIN = path.join(import.meta.dirname, "../bin/devserver.js");

/** Whether this system has what makes a pseudo-terminal: script(1) of util-linux. */
export const hasTerminal: boolean = spawnSync("script", ["--version"]).stdout?.includes("util-linux") ?? false;

/** `devserver start` in a shell on a terminal of its own. */
export interface TerminalSession extends AsyncDisposable {
  /** What the screen has been told so far, colours left out. */
  screen(): string;
  type(keys: string): void;
  /** Waits until the screen shows the words `times` times, and gives it. */
  shows(words: string | RegExp, times?: number): Promise<string>;
  /** Waits until the command has ended: its exit code, and whether the terminal is as it was before. */
  ended(): Promise<{ readonly code: number; readonly isSane: boolean }>;
}

/** Opens a terminal in `directory` and starts the server in it. Several lines of a shell may stand in front. */
export function openTerminal(directory: string, args: readonly string[] = [], setUp = ""): TerminalSession {
  const server = [process.execPath, BIN, "start", "--port", "0", ...args].join(" ");
  // The shell outlives Ctrl-C, as the one that a person types in does.
  const shell = `trap : INT\n${setUp}\nstty -g > stty-before\n${server}\ncode=$?\nstty -g > stty-after\ncmp -s stty-before stty-after && echo "[sane $code]" || echo "[changed $code]"`;
  const env = { ...process.env, TMPDIR: directory, TERM: "xterm", SHELL: "/bin/sh" };
  const child = spawn("script", ["--quiet", "--flush", "--command", shell, "/dev/null"], { cwd: directory, env });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  // oxlint-disable-next-line no-control-regex
  const screen = (): string => text.replaceAll(/\u001B\[[\d;]*m/g, "").replaceAll("\r\n", "\n");
  const occurrences = (words: string | RegExp): number =>
    screen().split(typeof words === "string" ? words : new RegExp(words, "g")).length - 1;
  return {
    screen,
    type: (keys) => void child.stdin.write(keys),
    shows: (words, times = 1) => until(() => (occurrences(words) >= times ? screen() : undefined)),
    async ended() {
      const [, state, code] = await until(() => /\[(sane|changed) (\d+)\]/.exec(screen()) ?? undefined);
      return { code: Number(code), isSane: state === "sane" };
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
      // A job in the background outlives its terminal.
      if (setUp.includes("set -m")) for (const front of frontsIn(directory)) process.kill(front, "SIGTERM");
    },
  };
}

/** The processes that hold a port for the workers below a directory. */
export function frontsIn(directory: string): readonly number[] {
  const parents = workersIn(directory).map((pid) => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]);
  });
  return [...new Set(parents)];
}
