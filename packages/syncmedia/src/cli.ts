#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { styleText } from "node:util";
import { setFlagsFromString } from "node:v8";
import type { Output } from "./command-context.ts";

// V8 would let its young generation grow to twice what 100,000 files need. Set before the cache is opened, which is one for
// each set of flags: commands that set others would have us compile everything anew.
setFlagsFromString("--semi-space-growth-factor=1");
// Before anything else is imported: it is what makes the imports cheap.
enableCompileCache();
const { runProgram } = await import("./program.ts");
const { createTerminal } = await import("./terminal.ts");

const isAttended = process.stdin.isTTY && process.stderr.isTTY;
const stderr = outputTo(process.stderr);

process.exitCode = await runProgram(process.argv.slice(2), {
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

function outputTo(stream: NodeJS.WriteStream): Output {
  // A reader that went away (`| head`) is no error of ours.
  stream.on("error", () => {});
  return {
    write: (text) => void stream.write(text),
    style: (format, text) => styleText(format, text, { stream }),
  };
}
