import { statSync } from "node:fs";
import type { Project } from "@mediaroot/core";
import type { CommandContext, Output } from "../command-context.ts";
import { loadProjectWithEnv } from "../load-environment.ts";
import { templateDirectory } from "../project-report.ts";

/** The options of `devserver apps`. */
export interface AppsOptions {
  readonly json?: boolean;
  readonly settings?: string | undefined;
}

/** One installed app, as `devserver apps --json` tells it. */
export interface AppLine {
  readonly label: string;
  /** As INSTALLED_APPS has it. */
  readonly name: string;
  readonly directory: string;
  /** The directory, or null where it does not stand. */
  readonly media: string | null;
  readonly templates: string | null;
  /** The prefixes that URLS gives it. */
  readonly urls: readonly string[];
}

/**
 * Lists the installed apps in order.
 *
 * @returns the exit code
 * @throws the errors of `loadProject`
 */
export async function apps(options: AppsOptions, context: CommandContext): Promise<number> {
  const { stdout } = context;
  const project = await loadProjectWithEnv({ ...context, settings: options.settings ?? context.settings });
  const lines = describeApps(project);
  stdout.write(
    options.json === true ? `${JSON.stringify({ apps: lines }, undefined, 2)}\n` : renderApps(lines, stdout),
  );
  return 0;
}

function describeApps({ registry, settings }: Project): readonly AppLine[] {
  return registry.apps.map((app) => ({
    label: app.label,
    name: app.name,
    directory: app.directory,
    media: standing(app.mediaDirectory),
    templates: standing(templateDirectory({ app, config: {} })),
    urls: Object.entries(settings.URLS).flatMap(([prefix, label]) => (label === app.label ? prefix : [])),
  }));
}

function standing(directory: string): string | null {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true ? directory : null;
}

function renderApps(lines: readonly AppLine[], { style }: Output): string {
  if (lines.length === 0) return "INSTALLED_APPS is empty.\n";
  const rows = lines.map(({ label, name, directory, media, templates, urls }) => {
    const has = [media && "media", templates && "templates", ...urls].filter((part) => part !== null && part !== "");
    return `${style("bold", label)}  ${name}\n  ${style("dim", directory)}\n  ${has.join("  ") || "neither media nor templates"}\n`;
  });
  return rows.join("");
}
