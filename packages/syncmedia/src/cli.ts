#!/usr/bin/env node
import { Console } from "node:console";
import { enableCompileCache } from "node:module";
import { styleText } from "node:util";
import { setFlagsFromString } from "node:v8";
import type { Output } from "./command/command-context.ts";

// V8 would let its young generation grow to twice what 100,000 files need. Set before the cache is opened, which is one for
// each set of flags: commands that set others would have us compile everything anew.
setFlagsFromString("--semi-space-growth-factor=1");
// Before anything else is imported: it is what makes the imports cheap.
enableCompileCache();
const { runProgram } = await import("./command/program.ts");
const { createTerminal } = await import("./command/terminal.ts");

const args = process.argv.slice(2);
// Settings may print what they like; stdout is for the one who reads JSON.
if (args.includes("--json")) globalThis.console = new Console(process.stderr);
const isAttended = process.stdin.isTTY && process.stderr.isTTY;
const stderr = outputTo(process.stderr);

process.exitCode = await runProgram(args, {
  directory: process.cwd(),
  // oxlint-disable-next-line node/no-process-env
  settings: process.env["MEDIAROOT_SETTINGS"],
  stdout: outputTo(process.stdout),
  stderr,
  terminal: isAttended ? createTerminal(process.stderr, stderr.style) : undefined,
  loadEnvFile: (file) => process.loadEnvFile(file),
  onInterrupt(end) {
    process.on("SIGINT", () => end(130));
    process.on("SIGTERM", () => end(143));
  },
});

// What settings left running (a timer, a connection) keeps the command from ending no longer than its output takes.
const exit = (): void => void process.stderr.write("", () => process.stdout.write("", () => process.exit()));
setTimeout(exit, 200).unref();

function outputTo(stream: NodeJS.WriteStream): Output {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that went away (`| head`) is no error of ours; a full disk is one of whoever wants the report.
    if (error.code !== "EPIPE") process.on("exit", (code) => (process.exitCode = code === 0 ? 1 : code));
  });
  return {
    write: (text) => void stream.write(text),
    style: (format, text) => styleText(format, text, { stream }),
  };
}
