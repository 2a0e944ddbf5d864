#!/usr/bin/env node
import { Console } from "node:console";
import { enableCompileCache, getCompileCacheDir } from "node:module";
import { isatty } from "node:tty";
import { styleText } from "node:util";
import { setFlagsFromString } from "node:v8";
import type { Keyboard, Output } from "./command/command-context.ts";
import type { WorkerSupply } from "./supervisor/worker-supply.ts";

// Before anything else is imported: it is what makes the imports cheap.
enableCompileCache();
// The front lives long beside an editor and a browser: after 10,000 files it takes a third less memory with it.
setFlagsFromString("--optimize-for-size");
// A thread that compiles may wait for this one while this one waits for it to end (https://github.com/nodejs/node/issues/54918).
setFlagsFromString("--no-concurrent-sparkplug");
const args = process.argv.slice(2);
const json = args.includes("--json");
// Settings and apps may print what they like; stdout is for the one who reads JSON.
if (json) globalThis.console = new Console(process.stderr);
const workers = args[0] === "start" ? await firstWorker() : undefined;
const { runProgram } = await import("./command/program.ts");

process.exitCode = await runProgram(args, {
  workers,
  directory: process.cwd(),
  // oxlint-disable-next-line node/no-process-env
  settings: process.env["MEDIAROOT_SETTINGS"],
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  keyboard: json ? undefined : await keyboard(),
  onInterrupt(end) {
    process.on("SIGINT", () => end(130));
    process.on("SIGTERM", () => end(143));
    process.on("SIGHUP", () => end(129));
  },
});
await workers?.close();
// What an app left running when it was imported (a timer, a connection) keeps no command from ending. An end of itself comes
// first: process.exit() may wait for ever for a thread of V8 that waits for this one.
const exit = (): void => void process.stderr.write("", () => process.stdout.write("", () => process.exit()));
setTimeout(exit, 200).unref();

/** Loading its libraries is the longest part of a start, so the first worker begins before this process has loaded its own. */
async function firstWorker(): Promise<WorkerSupply> {
  const { createWorkerSupply } = await import("./supervisor/worker-supply.ts");
  const cache = getCompileCacheDir();
  // With it even a worker's entry comes from the cache; below ours, since code that was cached with other flags is refused.
  // oxlint-disable-next-line node/no-process-env
  if (cache !== undefined) process.env["NODE_COMPILE_CACHE"] ??= cache;
  const supply = createWorkerSupply({ output: json ? "stderr" : "inherit" });
  process.on("exit", supply.kill);
  supply.startAhead();
  return supply;
}

async function keyboard(): Promise<Keyboard | undefined> {
  if (args[0] !== "start" || !isatty(0)) return undefined;
  const { createKeyboard, isInForeground } = await import("./command/keyboard.ts");
  return isInForeground() ? createKeyboard(process.stdin) : undefined;
}

function outputTo(stream: NodeJS.WriteStream): Output {
  // A reader that went away (`| head`) is no error of ours.
  stream.on("error", () => {});
  return {
    write: (text) => void stream.write(text),
    style: (format, text) => styleText(format, text, { stream }),
    isTTY: stream.isTTY === true,
  };
}
