import { type Command, Option } from "commander";
import type { CommandContext } from "./command-context.ts";
import { JSON_DOCUMENT, SETTINGS } from "./common-options.ts";

/** Adds `devserver override`. */
export function addOverride(program: Command, context: CommandContext, exit: (code: number) => void): void {
  program
    .command("override")
    .summary("copy an app's file to where yours wins, and follow what the app changes")
    .description(
      "Copies an app's media file or template to where the project's wins, and follows what the app changes.",
    )
    .argument("[path...]", "logical paths, such as admin/css/base.css; MEDIA_URL may precede them")
    .option("--template", "override templates: the paths are names such as blog/post.html")
    .option("--list", "list the overrides, and which apps have changed since")
    .option("--update", "merge what the apps have changed since, into all overrides or those named")
    .addOption(
      new Option("--keep", "with --update: keep your file, and count it as up to date").conflicts(["take", "mark"]),
    )
    .addOption(
      new Option("--take", "with --update: take the app's file; yours is kept in .mediaroot/replaced").conflicts(
        "mark",
      ),
    )
    .option("--mark", "with --update: write conflict markers where both have changed the same lines")
    .addOption(
      new Option("--adopt", "remember the origin of a file that you copied by hand").conflicts(["update", "list"]),
    )
    .option(...SETTINGS)
    .option(...JSON_DOCUMENT)
    .action(async (paths, options, command) => {
      const needsPath =
        options.list !== true && (options.update !== true || options.keep === true || options.take === true);
      if (needsPath && paths.length === 0) command.error("error: name the path of a file of an app");
      if ((options.keep ?? options.take ?? options.mark) !== undefined && options.update !== true)
        command.error("error: --keep, --take and --mark go with --update");
      exit(await (await import("./override.ts")).override(paths, options, context));
    });
}
