import { didYouMean, MediarootError, reasonOf } from "@mediaroot/core";
import { escapeControls } from "@mediaroot/core/internal";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { CommandContext } from "./command-context.ts";
import type { CommandOptions } from "./command.ts";
import type { VerifyOptions } from "./verify.ts";
import { ownVersion } from "../own-version.ts";
import { renderErrorDocument } from "../report/error-document.ts";

const NOTES = `
Strategies, for what is copied:
  sync       copy what differs, remove copies that no app ships any more (default)
  new        copy only what is missing
  update     copy what is missing, and what is older than the app's file
  overwrite  copy everything
  clear      delete the apps' target directories first, then copy everything

The strategies sync and new never touch what syncmedia did not write: overrides,
uploads, copies edited by hand. The others ask first, and move it to
.syncmedia/replaced/ in the target.

Examples:
  syncmedia --dry-run            show what would be done, and do nothing
  syncmedia                      copy what differs into MEDIA_ROOT
  syncmedia admin blog           the same for two apps
  syncmedia --auto               link what can be linked, copy the rest
  syncmedia --to ../dist/media   publish apps, overrides and uploads elsewhere
  syncmedia verify               compare the target with what was written there
  syncmedia --check              in CI: fail if the target is out of date
  syncmedia --adopt              take over copies that were made by hand

Exit codes:
  0  done                              3  --check or verify found differences
  1  failed, or done in part           130, 143  interrupted between two files
  2  wrong usage, or not confirmed`;

const HINT = "Run syncmedia --help for all options.";

/**
 * Runs the `syncmedia` command.
 *
 * @param args the arguments, without the name of the program
 * @returns the exit code
 */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  let exitCode = 0;
  const isVerify = args[0] === "verify";
  const program = isVerify ? createVerifyProgram(context) : createProgram(context);
  const sync = async (labels: readonly string[], options: CommandOptions): Promise<void> => {
    const { runSync } = await import("./command.ts");
    exitCode = await runSync(labels, options, context);
  };
  const verify = async (options: VerifyOptions): Promise<void> => {
    const { runVerify } = await import("./verify.ts");
    exitCode = await runVerify(options, context);
  };
  program.action(isVerify ? verify : sync);
  try {
    await program.parseAsync(args.slice(isVerify ? 1 : 0), { from: "user" });
    return exitCode;
  } catch (error) {
    const json = args.includes("--json");
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : reportUsage(error, { context, json });
    return reportError(error, { context, json });
  }
}

const CODINGS = ["br", "gzip", "zst"];

const flag = (flags: string, description: string): Option => new Option(flags, description);

function createProgram(context: CommandContext): Command {
  const strategies = ["sync", "clear", "overwrite", "new", "update"];
  return withOutput(new Command("syncmedia"), context)
    .usage("[label...] [options]")
    .description("Puts the media of every installed app where a web server can serve it, and never loses an override.")
    .argument("[label...]", "apps to sync (default: all, and removed apps)")
    .optionsGroup("How and where:")
    .addOption(flag("--copy", "copy what differs (default)").conflicts(["link", "auto"]))
    .addOption(flag("--link", "link MEDIA_ROOT/<label> to each app's media, all or nothing").conflicts(["auto"]))
    .addOption(flag("--auto", "link each app that can be linked, copy the others"))
    .addOption(withChoices(flag("--strategy <name>", "sync, new, update, overwrite or clear; see below"), strategies))
    .addOption(flag("--adopt", "take over files that are identical to the apps'"))
    .addOption(flag("--hash", "also publish content-named copies and a manifest of their names"))
    .addOption(withList(flag("--compress <list>", "also publish compressed variants: br,gzip,zst"), CODINGS))
    .addOption(flag("--strict", "with --hash: fail if a file refers to one that is not published"))
    .addOption(
      flag("--to <target>", "publish apps, overrides and uploads to a directory, or s3://bucket/prefix").argParser(
        notEmpty,
      ),
    )
    .addOption(flag("--settings <file>", "default: MEDIAROOT_SETTINGS, or settings.ts here").argParser(notEmpty))
    .optionsGroup("Look first:")
    .addOption(flag("-n, --dry-run", "show the plan and do nothing"))
    .addOption(flag("--check", "like --dry-run; exit 3 if anything differs"))
    .optionsGroup("Questions and locks:")
    .addOption(flag("-y, --yes", "replace what is not syncmedia's without asking"))
    .addOption(flag("--no-wait", "fail at once if another syncmedia is running there"))
    .optionsGroup("Output:")
    .addOption(flag("-v, --verbose", "name every file").conflicts("quiet"))
    .addOption(flag("-q, --quiet", "nothing but errors"))
    .addOption(flag("--json", "print one JSON document on stdout, all else on stderr"))
    .version(ownVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", NOTES);
}

function createVerifyProgram(context: CommandContext): Command {
  return withOutput(new Command("syncmedia verify"), context)
    .usage("[options]")
    .description(
      "Compares a target with what syncmedia has written there, by content: what is missing, changed or foreign.",
    )
    .addOption(flag("--to <target>", "a directory, or s3://bucket/prefix").argParser(notEmpty))
    .addOption(flag("--settings <file>", "default: MEDIAROOT_SETTINGS, or settings.ts here").argParser(notEmpty))
    .addOption(flag("-v, --verbose", "name every file").conflicts("quiet"))
    .addOption(flag("-q, --quiet", "nothing where all is well"))
    .addOption(flag("--json", "print one JSON document on stdout, all else on stderr"))
    .helpOption("-h, --help", "print this help");
}

function withOutput(command: Command, { stdout, stderr }: CommandContext): Command {
  return command
    .showSuggestionAfterError()
    .showHelpAfterError(`  ${HINT}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error:/, stderr.style("red", "error"))),
    });
}

/** Like commander's `choices`, but the message suggests the nearest choice. */
function withChoices(option: Option, choices: readonly string[]): Option {
  return option.argParser((text) => {
    if (choices.includes(text)) return text;
    throw new InvalidArgumentError(`Choose ${choices.join(", ")}.${didYouMean(text, choices)}`);
  });
}

/** Takes a list with commas between its choices. */
function withList(option: Option, choices: readonly string[]): Option {
  return option.argParser((text) => {
    const names = text.split(",");
    const wrong = names.find((name) => !choices.includes(name));
    if (wrong === undefined) return names;
    throw new InvalidArgumentError(`Choose from ${choices.join(", ")}.${didYouMean(wrong, choices)}`);
  });
}

/** Refuses the empty text of an unset shell variable, which would name the current directory. */
function notEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("It is empty.");
}

interface ErrorOutput {
  readonly context: CommandContext;
  readonly json: boolean;
}

/** Commander has printed the error already, but not as JSON. */
function reportUsage({ message }: CommanderError, { context, json }: ErrorOutput): 2 {
  const error = { message: message.replace(/^error: /, ""), fix: HINT };
  if (json) context.stdout.write(renderErrorDocument(error, 2));
  return 2;
}

/** A user's mistake is printed without a stack trace, a bug of ours with one. */
function reportError(error: unknown, { context, json }: ErrorOutput): number {
  const { stderr, stdout } = context;
  const own = error instanceof MediarootError ? error : undefined;
  const message = reasonOf(error);
  const stack = own === undefined && error instanceof Error ? `\n${error.stack}` : "";
  const lines = message.split("\n").map(escapeControls).join("\n");
  const title = stderr.style("red", own === undefined ? "error" : `error ${own.code}`);
  stderr.write(`${title} ${lines}${stack}\n${own === undefined ? "" : `  ${own.fix}\n`}`);
  const exitCode = own?.exitCode ?? 1;
  if (json) stdout.write(renderErrorDocument({ code: own?.code, message, fix: own?.fix }, exitCode));
  return exitCode;
}
