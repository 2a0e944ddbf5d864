import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { CommandContext } from "./command-context.ts";

/**
 * Runs the `devserver` command.
 *
 * @param args without the name of the program
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 or 143 interrupted
 */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  let exitCode = 0;
  const program = createProgram(context, (code) => (exitCode = code));
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return tellError(error, context);
  }
}

function createProgram(context: CommandContext, exit: (code: number) => void): Command {
  const program = new Command("devserver")
    .description("Serves a Mediaroot project while you develop it.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .showSuggestionAfterError();
  const settings = ["--settings <file>", "settings file (default: MEDIAROOT_SETTINGS, or settings.ts here)"] as const;
  const json = ["--json", "one JSON document on stdout, all else on stderr"] as const;
  program
    .command("start", { isDefault: false })
    .description("serve the project: media, templates and routes of every installed app")
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--port <port>", "port to listen on; the next free one if it is taken", parsePort, 8000)
    .option("--strict-port", "fail if the port is taken", false)
    .option("--open", "open the address in a browser", false)
    .option(...settings)
    .option("--json", "JSON log lines on stdout, all else on stderr", false)
    .action(async (options) => exit(await (await import("./commands/start.ts")).start(options, context)));
  program
    .command("find")
    .description("show where logical paths are looked for, in order, and which file wins")
    .argument("<path...>", "logical paths, such as admin/css/base.css")
    .option(...settings)
    .option(...json)
    .action(async (paths, options) => exit(await (await import("./commands/find.ts")).find(paths, options, context)));
  program
    .command("apps")
    .description("list the installed apps, in order")
    .option(...settings)
    .option(...json)
    .action(async (options) => exit(await (await import("./commands/apps.ts")).apps(options, context)));
  return program;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

async function tellError(error: unknown, { stderr }: CommandContext): Promise<number> {
  const { reportError } = await import("./report-error.ts");
  const { renderError } = await import("./terminal.ts");
  stderr.write(renderError(reportError(error), stderr.style));
  return error instanceof Error && "exitCode" in error && error.exitCode === 2 ? 2 : 1;
}
