import { registerHooks } from "node:module";
import type { Output } from "../src/command/command-context.ts";
import { runProgram } from "../src/command/program.ts";
import type { Ran } from "./scratch.test.support.ts";

const REPOSITORY = new URL("../../../", import.meta.url).href;
let runs = 0;

/** Runs the command `syncmedia` in a directory as its process does, without a terminal, but inside this process. */
export async function runSyncmedia(directory: string, ...args: readonly string[]): Promise<Ran> {
  let [stdout, stderr] = ["", ""];
  const outputTo = (write: (text: string) => void): Output => ({ write, style: (_, text) => text });
  const anew = readSettingsAnew();
  try {
    const code = await runProgram(args, {
      directory,
      settings: undefined,
      environment: process.env,
      stdout: outputTo((text) => (stdout += text)),
      stderr: outputTo((text) => (stderr += text)),
      terminal: undefined,
      onInterrupt: () => {},
    });
    return { code, stdout, stderr };
  } finally {
    anew.deregister();
  }
}

/** A process imports each file once; a run has to see what was saved since the one before it. */
function readSettingsAnew(): ReturnType<typeof registerHooks> {
  runs += 1;
  return registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const isOurs = !found.url.startsWith("file:") || found.url.startsWith(REPOSITORY);
      return isOurs ? found : { ...found, url: `${found.url}?run=${runs}` };
    },
  });
}
