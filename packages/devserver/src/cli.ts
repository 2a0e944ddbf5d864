#!/usr/bin/env node
import "@mediaroot/core/preflight";
import { Console } from "node:console";
import { getCompileCacheDir } from "node:module";
import { isatty } from "node:tty";
import { openCompileCache } from "../bin/compile-cache.js";
import type { Keyboard } from "./command/command-context.ts";
import type { WorkerSupply } from "./supervisor/worker-supply.ts";

const args = process.argv.slice(2);
const isServer = args[0] === "start";
openCompileCache(isServer);
/** How long a natural exit may take once the command has ended. */
const EXIT_AFTER_MS = 200;
const EXIT_UNREAD_AFTER_MS = 1000;
const json = args.includes("--json");
// Settings and apps may print; stdout must have nothing but JSON.
if (json) globalThis.console = new Console(process.stderr);
// Imported dynamically, as all else that Node does not have: an old Node, which the first line refuses, could not load it.
const { createOutputs } = await import("./command/outputs.ts");
const { stdout, stderr, workers } = createOutputs({
  stdout: process.stdout,
  stderr: process.stderr,
  // oxlint-disable-next-line node/no-process-env
  env: process.env,
  json,
  isServer,
  onLost: () => process.on("exit", (code) => (process.exitCode = code === 0 ? 1 : code)),
});
let supply: WorkerSupply | undefined;
// The first worker starts before this process has loaded its own libraries: loading them is the longest part of a start.
if (isServer) (await loadWorkers()).startAhead();
const { runProgram } = await import("./command/program.ts");

process.exitCode = await runProgram(args, {
  workers: loadWorkers,
  directory: process.cwd(),
  // oxlint-disable-next-line node/no-process-env
  settings: process.env["MEDIAROOT_SETTINGS"],
  stdout,
  stderr,
  keyboard: json ? undefined : await keyboard(),
  onInterrupt(end) {
    process.on("SIGINT", () => end(130));
    process.on("SIGTERM", () => end(143));
    process.on("SIGHUP", () => end(129));
  },
});
await supply?.close();
// Exit even if an imported app left a timer or socket open. A natural exit is preferred: process.exit() can deadlock with a V8
// thread.
const exit = (): void => void process.stderr.write("", () => process.stdout.write("", () => process.exit()));
setTimeout(exit, EXIT_AFTER_MS).unref();
// The reader of a server's last lines may have stopped reading.
if (isServer) setTimeout(() => process.exit(), EXIT_UNREAD_AFTER_MS).unref();

async function loadWorkers(): Promise<WorkerSupply> {
  const { createWorkerSupply } = await import("./supervisor/worker-supply.ts");
  if (supply !== undefined) return supply;
  supply = createWorkerSupply({ output: workers, compileCache: getCompileCacheDir() });
  process.on("exit", supply.kill);
  return supply;
}

async function keyboard(): Promise<Keyboard | undefined> {
  if (!isServer || !isatty(0)) return undefined;
  const { createKeyboard, isInForeground } = await import("./command/keyboard.ts");
  return isInForeground() ? createKeyboard(process.stdin) : undefined;
}
