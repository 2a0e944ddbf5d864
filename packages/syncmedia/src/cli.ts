#!/usr/bin/env node
import "@mediaroot/core/preflight";
import { Console } from "node:console";
import { enableCompileCache } from "node:module";
import { isatty } from "node:tty";
import { styleText } from "node:util";
import type { Output } from "./command/command-context.ts";

// All other modules are imported after preflight has refused a Node that is too old for them.
const { saveMemory } = await import("./v8-flags.ts");
// Done before the compile cache is opened, which is separate for each set of flags.
saveMemory();
// Enabled before the other imports, to make them cheap.
enableCompileCache();
const { runProgram } = await import("./command/program.ts");
const { createTerminal } = await import("./command/terminal.ts");
const { startLookingThread } = await import("./target/looking-thread.ts");

const args = process.argv.slice(2);
// Settings may print; stdout must have nothing but the JSON document.
if (args.includes("--json")) globalThis.console = new Console(process.stderr);
const isAttended = isatty(0) && isatty(2);
const stderr = outputTo(process.stderr);

process.exitCode = await runProgram(args, {
  directory: process.cwd(),
  // oxlint-disable-next-line node/no-process-env
  settings: process.env["MEDIAROOT_SETTINGS"],
  // oxlint-disable-next-line node/no-process-env
  environment: process.env,
  stdout: outputTo(process.stdout),
  stderr,
  terminal: isAttended ? createTerminal(process.stderr, stderr.style) : undefined,
  lookingThread: { start: startLookingThread },
  onInterrupt(end) {
    process.on("SIGINT", () => end(130));
    process.on("SIGTERM", () => end(143));
  },
});

// Nothing is left to do then. Otherwise Node would free all memory piece by piece, although the system does it at once.
process.on("beforeExit", () => process.exit());
// Exit even if the settings left a timer or a connection open, once all output is written.
const exit = (): void => void process.stderr.write("", () => process.stdout.write("", () => process.exit()));
setTimeout(exit, 200).unref();

function outputTo(stream: NodeJS.WriteStream): Output {
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // A closed pipe (`| head`) is not an error. A full disk is one, because the report is lost.
    if (code === "EPIPE") return;
    if (stream === process.stdout)
      stderr.write(`${stderr.style("red", "error")} The output cannot be written: ${message}\n`);
    process.on("exit", (exitCode) => (process.exitCode = exitCode === 0 ? 1 : exitCode));
  });
  return {
    write: (text) => void stream.write(text),
    style: (format, text) => styleText(format, text, { stream }),
  };
}
