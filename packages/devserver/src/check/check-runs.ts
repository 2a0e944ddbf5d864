import { type ChildProcess, spawn } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { constants, setPriority } from "node:os";
import path from "node:path";
import { execPath } from "node:process";
import { COMMAND } from "../own-files.ts";
import type { Finding } from "./finding.ts";

/** Runs of `devserver check` beside a server. */
export interface CheckRuns {
  /**
   * Checks the project in a process of its own, at the lowest priority: whatever happens there, the server goes on. Whoever asks while a
   * check runs gets the findings of that run.
   *
   * @throws an Error with the message of `devserver check`, if the settings are broken for instance
   */
  run(): Promise<readonly Finding[]>;
  /** Ends a check that is running. */
  end(): void;
}

/** The project to check. */
export interface CheckedProject {
  /** Where the command runs. */
  readonly directory: string;
  /** A settings file, relative to `directory`. */
  readonly settings: string | undefined;
}

/** @param project called at the begin of each run */
export function createCheckRuns(project: () => CheckedProject): CheckRuns {
  const ending = new AbortController();
  let running: Promise<readonly Finding[]> | undefined;
  return {
    run: () =>
      (running ??= runCheck(project(), ending.signal).finally(() => {
        running = undefined;
      })),
    end: () => ending.abort(),
  };
}

async function runCheck({ directory, settings }: CheckedProject, signal: AbortSignal): Promise<readonly Finding[]> {
  const named = settings === undefined ? [] : ["--settings", settings];
  const parameters = [COMMAND, "check", "--background", "--json", ...named];
  const child = spawn(execPath, parameters, {
    cwd: directory,
    env: checkEnvironment(),
    stdio: ["ignore", "pipe", "ignore"],
    signal,
  });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return findingsIn(await outputOf(child));
}

/** Code that was compiled with the server's V8 flags is refused without them, and replaced: each has a cache of its own. */
function checkEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  // oxlint-disable-next-line node/no-process-env
  return { ...process.env, ...(cache !== undefined && { NODE_COMPILE_CACHE: path.join(cache, "check") }) };
}

async function outputOf(child: ChildProcess): Promise<string> {
  const ended = new Promise((resolve, reject) => void child.on("close", resolve).on("error", reject));
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => (text += part));
  await ended;
  return text;
}

type CheckDocument = { readonly findings: readonly Finding[] } | { readonly error: { readonly message: string } };

function findingsIn(json: string): readonly Finding[] {
  const document = JSON.parse(json) as CheckDocument;
  if ("error" in document) throw new Error(document.error.message);
  return document.findings;
}
