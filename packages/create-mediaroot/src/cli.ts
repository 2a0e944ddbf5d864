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
  return {
    write: (text) => void stream.write(text),
    style: (format, text) => styleText(format, text, { stream }),
  };
}
