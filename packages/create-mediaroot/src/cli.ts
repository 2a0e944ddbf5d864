#!/usr/bin/env node
import "@mediaroot/core/preflight";
import type { Output } from "./command/command-context.ts";

// All imports are dynamic: an old Node, which the first line refuses, could not load them.
const { styleText } = await import("node:util");
const { ownVersion } = await import("./own-version.ts");
const { runProgram } = await import("./command/program.ts");
const { createTerminal } = await import("./command/terminal.ts");

const isAttended = process.stdin.isTTY && process.stderr.isTTY;
process.exitCode = await runProgram(process.argv.slice(2), {
  directory: process.cwd(),
  // oxlint-disable-next-line node/no-process-env
  userAgent: process.env["npm_config_user_agent"],
  version: ownVersion(),
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  terminal: isAttended ? createTerminal(process.stderr) : undefined,
});

function outputTo(stream: NodeJS.WriteStream): Output {
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // A closed pipe (`| head`) is not an error. On a full disk the report is lost.
    if (code === "EPIPE") return;
    if (stream === process.stdout) process.stderr.write(`error The output cannot be written: ${message}\n`);
    process.on("exit", (exitCode) => (process.exitCode = exitCode === 0 ? 1 : exitCode));
  });
  return {
    write: (text) => void stream.write(text),
    style: (format, text) => styleText(format, text, { stream }),
  };
}
