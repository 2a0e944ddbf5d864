import { didYouMean, MediarootError, reasonOf } from "@mediaroot/core";
import { escapeControls } from "@mediaroot/core/internal";
import { Argument, Command, CommanderError, Option } from "commander";
import type { CommandContext } from "./command-context.ts";
import { runCreate } from "./create.ts";
import type { CreateOptions } from "./create-request.ts";
import { PROJECT_KINDS, type ProjectKind } from "../project-kind.ts";

const NOTES = `
npm takes flags for its own until it meets "--":
  npm create mediaroot my-site                   a site
  npm create mediaroot my-app app                an app that others install
  npm create mediaroot my-site -- --install      a site, with its packages installed

Exit codes:
  0  done
  1  the files could not be written, or the packages not installed
  2  wrong usage, or not confirmed
  130  interrupted at a question`;

const HINT = "Run npm create mediaroot -- --help for all options.";

type ProgramOptions = CreateOptions & { readonly app?: boolean };

/**
 * Runs the `create-mediaroot` command.
 *
 * @param args the arguments, without the name of the program
 * @returns the exit code
 */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  const program = createProgram(context);
  program.action(async (directory: string | undefined, kind: ProjectKind | undefined, options: ProgramOptions) => {
    if (kind === "site" && options.app === true) program.error("error: site and --app exclude each other.");
    await runCreate({ directory, kind: options.app === true ? "app" : (kind ?? "site"), options }, context);
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportError(error, context);
  }
}

function createProgram({ stdout, stderr, version }: CommandContext): Command {
  const program = new Command("create-mediaroot");
  return program
    .usage("[directory] [site | app] [options]")
    .description("Creates a site of Mediaroot, or an app that others install.")
    .addArgument(
      new Argument("[directory]", "where; asked for at a terminal").argParser((text) => notEmpty(text, program)),
    )
    .addArgument(new Argument("[kind]", "site (default) or app").argParser((text) => parseKind(text, program)))
    .addOption(new Option("--app", "the same as the argument app"))
    .addOption(new Option("--name <name>", "the name of the package (default: that of the directory)"))
    .addOption(new Option("--install", "install the packages without asking"))
    .addOption(new Option("--no-install", "do not install them (default without a terminal)"))
    .addOption(new Option("-y, --yes", "add files to a directory that is not empty, without asking"))
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", NOTES)
    .showSuggestionAfterError()
    .showHelpAfterError(`  ${HINT}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error:/, stderr.style("red", "error"))),
    });
}

function parseKind(text: string, program: Command): string {
  if (PROJECT_KINDS.some((kind) => kind === text)) return text;
  const choice = `Write ${PROJECT_KINDS.join(" or ")}.${didYouMean(text, PROJECT_KINDS)}`;
  return program.error(`error: "${text}" after the directory is no kind of project. ${choice}`);
}

/** Refuses the empty text of an unset shell variable, which would name the current directory. */
function notEmpty(text: string, program: Command): string {
  return text === "" ? program.error("error: the name of the directory is empty.") : text;
}

/** A user's mistake is printed without a stack trace, a bug of ours with one. */
function reportError(error: unknown, { stderr }: CommandContext): number {
  const own = error instanceof MediarootError ? error : undefined;
  const stack = own === undefined && error instanceof Error ? `\n${error.stack}` : "";
  const fix = own === undefined ? "" : `  ${own.fix}\n`;
  const title = stderr.style("red", own === undefined ? "error" : `error ${own.code}`);
  stderr.write(`${title} ${escapeControls(reasonOf(error))}${stack}\n${fix}`);
  return own?.exitCode ?? 1;
}
