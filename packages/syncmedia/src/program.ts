import { readFileSync } from "node:fs";
import { MediarootError } from "@mediaroot/core";
import { Command, CommanderError, Option } from "commander";
import type { CommandContext } from "./command-context.ts";
import type { CommandOptions } from "./command.ts";
import { shown } from "./report-text.ts";

const EXAMPLES = `
Examples:
  syncmedia --dry-run               show what would be done, and do nothing
  syncmedia                         copy what differs into MEDIA_ROOT, remove what is stale
  syncmedia admin                   the same for one app
  syncmedia --auto                  link each app's media where that can be done, copy where not
  syncmedia --to ../dist/media      publish apps, overrides and uploads to another directory
  syncmedia --check || exit 1       in CI: is the target up to date?
  syncmedia --adopt                 after copying by hand: take what equals the apps' files as ours

Strategies, for copies:
  sync       copy what differs, remove our copies that no app ships any more (default)
  new        copy only what is missing
  update     copy what is missing, and what is older than the app's file
  overwrite  copy everything
  clear      delete the apps' target directories first, then copy everything

What syncmedia did not write (an override, an upload, a copy edited by hand) is never touched by sync and new.
The others ask first, and move it to .syncmedia/replaced/.

Exit codes: 0 done · 1 failed, or done in part · 2 wrong usage, or not confirmed · 3 --check found differences ·
130, 143 interrupted, at a file border`;

/**
 * Runs the `syncmedia` command.
 *
 * @param args without the name of the program
 * @returns the exit code
 */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  let exitCode = 0;
  const program = createProgram(context);
  program.action(async (labels: readonly string[], options: CommandOptions) => {
    const { runSync } = await import("./command.ts");
    exitCode = await runSync(labels, options, context);
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return tellError(error, { context, json: args.includes("--json") });
  }
}

function createProgram({ stdout, stderr }: CommandContext): Command {
  const strategies = ["sync", "clear", "overwrite", "new", "update"];
  return new Command("syncmedia")
    .description("Puts the media of every installed app where a web server can serve it, and never loses an override.")
    .argument("[labels...]", "apps to sync, by label (default: all, and what no app ships any more)")
    .addOption(new Option("--copy", "copy files (default)").conflicts(["link", "auto"]))
    .addOption(new Option("--link", "link MEDIA_ROOT/<label> to each app's media, all or nothing").conflicts(["auto"]))
    .option("--auto", "link each app where that can be done, copy where it cannot")
    .addOption(new Option("--strategy <name>", "what becomes of files that differ, see below").choices(strategies))
    .option("--to <directory>", "publish the effective tree there instead of into MEDIA_ROOT")
    .option("-n, --dry-run", "show the plan and do nothing")
    .option("--check", "like --dry-run; exit 3 if anything differs")
    .option("--adopt", "take files that equal the apps' as syncmedia's own")
    .option("-y, --yes", "do not ask before something that is not syncmedia's is replaced or removed")
    .option("--no-wait", "fail at once if another syncmedia is at work there")
    .option("--settings <file>", "settings file (default: MEDIAROOT_SETTINGS, or settings.ts here)")
    .option("--json", "one JSON document on stdout, all else on stderr")
    .addOption(new Option("-v, --verbose", "name every file").conflicts("quiet"))
    .option("-q, --quiet", "nothing but errors")
    .version(version(), "-V, --version")
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError()
    .showHelpAfterError("(syncmedia --help tells of every option)")
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return String(typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : "");
}

interface Telling {
  readonly context: CommandContext;
  readonly json: boolean;
}

/** A user's mistake is told without a stack trace; a fault of ours with one. */
function tellError(error: unknown, { context, json }: Telling): 1 | 2 {
  const { stderr, stdout } = context;
  const own = error instanceof MediarootError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const stack = own === undefined && error instanceof Error ? `\n${error.stack}` : "";
  const lines = message.split("\n").map(shown).join("\n");
  stderr.write(`${stderr.style("red", "error")} ${lines}${stack}\n${own === undefined ? "" : `  ${own.fix}\n`}`);
  const exitCode = own?.exitCode ?? 1;
  if (json)
    stdout.write(`${JSON.stringify({ error: { code: own?.code, message, fix: own?.fix }, exitCode }, null, 2)}\n`);
  return exitCode;
}
