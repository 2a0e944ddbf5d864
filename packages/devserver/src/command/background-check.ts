import { type ChildProcess, spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { execPath } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { COMMAND } from "../own-files.ts";
import { count } from "./render-findings.ts";

/** The project to check, and its callback. */
export interface BackgroundCheckOptions {
  /** Where the command runs. */
  readonly directory: string;
  /** A settings file, relative to `directory`. */
  readonly settings: string | undefined;
  /** Called once, if anything is wrong: `3 findings: devserver check`. */
  readonly onFound: (line: string) => void;
}

/** A `devserver check` beside a server. */
export interface BackgroundCheck {
  /** Starts the check; only the first call does. */
  begin(): void;
  /** Ends it, without a word. */
  end(): void;
}

/** Browsers ask for the first page as soon as the server is ready. It has the processors to itself. */
const BEGIN_AFTER_MS = 1000;

/** Checks a project in a process of its own, at the lowest priority: whatever happens there, the server goes on. */
export function createBackgroundCheck(options: BackgroundCheckOptions): BackgroundCheck {
  const ending = new AbortController();
  let isBegun = false;
  return {
    begin() {
      if (isBegun) return;
      isBegun = true;
      void runCheck(options, ending.signal);
    },
    end: () => ending.abort(),
  };
}

async function runCheck({ directory, settings, onFound }: BackgroundCheckOptions, signal: AbortSignal): Promise<void> {
  try {
    await sleep(BEGIN_AFTER_MS, undefined, { ref: false, signal });
    const named = settings === undefined ? [] : ["--settings", settings];
    const parameters = [COMMAND, "check", "--background", "--json", ...named];
    const child = spawn(execPath, parameters, { cwd: directory, stdio: ["ignore", "pipe", "ignore"], signal });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    const found = numberIn(await outputOf(child));
    if (found > 0) onFound(`${count(found, "finding")}: devserver check`);
  } catch {
    // The server has ended, or the settings are broken, which the server itself reports.
  }
}

async function outputOf(child: ChildProcess): Promise<string> {
  const ended = new Promise((resolve, reject) => void child.on("close", resolve).on("error", reject));
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => (text += part));
  await ended;
  return text;
}

function numberIn(json: string): number {
  const { findings = [] } = JSON.parse(json) as { readonly findings?: readonly unknown[] };
  return findings.length;
}
