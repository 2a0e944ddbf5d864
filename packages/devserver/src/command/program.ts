import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { CommandContext } from "./command-context.ts";
import { JSON_DOCUMENT, SETTINGS } from "./common-options.ts";
import { addOverride } from "./override-command.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import { ownVersion } from "../own-version.ts";

const EXAMPLES = `
Examples:
  devserver start                       serve the project of the settings.ts here
  devserver start --host --open         allow other machines, and open a browser
  devserver find admin/css/base.css     which file is served, and what it shadows
  devserver apps                        what is installed, and from where
  devserver check --deploy              what is wrong with the site, and with its settings for production
  devserver override admin/css/base.css copy an app's file to where yours wins

Exit codes: 0 done · 1 failed, \`find\` without a hit, \`check\` with errors · 2 wrong usage · 130, 143 interrupted`;

const HINT = "Run devserver --help for all commands.";

const START_NOTES = `
On a terminal, type a letter and Enter:
  r  restart the application      c  clear the screen
  u  show the addresses           h  show the shortcuts
  o  open in a browser            q  quit

A change of code, settings or .env restarts the application; media and templates need no restart.
For host names other than localhost, add them to ALLOWED_HOSTS.`;

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
    const json = args.includes("--json");
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : reportUsage(error, context, json);
    return reportFailure(error, context, json);
  }
}

function createProgram(context: CommandContext, exit: (code: number) => void): Command {
  const program = new Command("devserver")
    .description("Serves a Mediaroot project while you develop it.")
    .usage("<command> [options]")
    .version(ownVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error:/, context.stderr.style("red", "error"))),
    })
    .showHelpAfterError(`  ${HINT}`)
    .showSuggestionAfterError();
  addStart(program, context, exit);
  program
    .command("find")
    .summary("show the places searched for a media file or a template, and which file wins")
    .description("Shows the places searched for a media file or a template, in order, and which file wins.")
    .argument("<path...>", "logical paths, such as admin/css/base.css; MEDIA_URL may precede them")
    .option("--template", "look for templates: the paths are names such as blog/post.html")
    .option(...SETTINGS)
    .option(...JSON_DOCUMENT)
    .action(async (paths, options) => exit(await (await import("./find.ts")).find(paths, options, context)));
  program
    .command("apps")
    .summary("list the installed apps and what each contains")
    .description("Lists the installed apps in order: version, place, media files, overrides and URL prefixes.")
    .option(...SETTINGS)
    .option(...JSON_DOCUMENT)
    .action(async (options) => exit(await (await import("./apps.ts")).apps(options, context)));
  addCheck(program, context, exit);
  addOverride(program, context, exit);
  return program;
}

function addCheck(program: Command, context: CommandContext, exit: (code: number) => void): void {
  program
    .command("check")
    .summary("find what is wrong with media, templates and references")
    .description("Finds what is wrong with media, templates and references of the project and its apps.")
    .option("--deploy", "check the settings and the published media for production too")
    .addOption(
      new Option("--pack [label]", "check the app's package here as npm would pack it").conflicts([
        "deploy",
        "settings",
      ]),
    )
    .option("--strict", "fail at warnings too")
    .option(...SETTINGS)
    .option(...JSON_DOCUMENT)
    .addOption(new Option("--background").hideHelp())
    .action(async (options) => exit(await (await import("./check.ts")).check(options, context)));
}

function addStart(program: Command, context: CommandContext, exit: (code: number) => void): void {
  program
    .command("start")
    .summary("serve media, templates and routes of every installed app")
    .description("Serves media, templates and routes of every installed app, and follows every change.")
    .option("--host [address]", "listen on this address, or on all addresses if none is given", "127.0.0.1")
    .option("--port <port>", "listen on this port, or on the next free one", parsePort, 8000)
    .option("--strict-port", "fail if the port is in use")
    .option("--no-live-reload", "do not update open pages")
    .option("--no-check", "do not check the project beside the server")
    .option("--open", "open the site in a browser")
    .option(...SETTINGS)
    .option("--json", "print one JSON object per line on stdout, everything else on stderr")
    .addHelpText("after", START_NOTES)
    .action(async (options) => exit(await (await import("./start.ts")).start(options, context)));
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

/** Commander has printed the error already, but not as JSON. */
function reportUsage({ message }: CommanderError, { stdout }: CommandContext, json: boolean): 2 {
  if (json) stdout.write(renderErrorJson({ message: message.replace(/^error: /, ""), fix: HINT }, 2));
  return 2;
}

async function reportFailure(error: unknown, { stdout, stderr }: CommandContext, json: boolean): Promise<number> {
  const { reportError } = await import("../error-report/report-error.ts");
  const { renderError } = await import("./terminal.ts");
  const report = reportError(error);
  const exitCode = error instanceof Error && "exitCode" in error && error.exitCode === 2 ? 2 : 1;
  stderr.write(renderError(report, stderr.style));
  if (json) stdout.write(renderErrorJson(report, exitCode));
  return exitCode;
}

/** @returns the document that `--json` prints instead of a result; one line, as `start` prints its events */
function renderErrorJson({ code, message, fix }: Partial<ErrorReport>, exitCode: 1 | 2): string {
  return `${JSON.stringify({ error: { code, message, fix }, exitCode })}\n`;
}
