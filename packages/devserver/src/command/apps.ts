import { statSync } from "node:fs";
import path from "node:path";
import { type InstalledApp, loadAppConfig, loadProject, type Project } from "@mediaroot/core";
import { templateDirectory } from "@mediaroot/core/internal";
import type { CommandContext, Output } from "./command-context.ts";
import { reportError } from "../error-report/report-error.ts";
import { renderError } from "./terminal.ts";
import type { ErrorReport } from "../error-report/error-report.ts";

/** The options of `devserver apps`. */
export interface AppsOptions {
  readonly json?: boolean;
  readonly settings?: string | undefined;
}

/** An installed app in the output of `devserver apps --json`. */
export interface AppLine {
  readonly label: string;
  /** As written in INSTALLED_APPS. */
  readonly name: string;
  readonly directory: string;
  /** The directory, or null if there is none. */
  readonly media: string | null;
  readonly templates: string | null;
  /** Why its `app.ts` could not be imported, or null. If it could not, `templates` is a guess. */
  readonly error: string | null;
  /** The prefixes that URLS gives it. */
  readonly urls: readonly string[];
}

/**
 * Lists the installed apps in order. Imports their `app.ts`, which may name their template directory.
 *
 * @returns the exit code: 1 if an app could not be imported
 * @throws the errors of `loadProject`
 */
export async function apps(options: AppsOptions, context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const project = await loadProject({ ...context, settings: options.settings ?? context.settings });
  const described: Described[] = [];
  for (const app of project.registry.apps) described.push(await describeApp(app, project));
  const lines = described.map(({ line }) => line);
  stdout.write(
    options.json === true ? `${JSON.stringify({ apps: lines }, undefined, 2)}\n` : renderApps(lines, stdout),
  );
  const failures = described.flatMap(({ failure }) => failure ?? []);
  for (const failure of failures) stderr.write(renderError(failure, stderr.style));
  return failures.length === 0 ? 0 : 1;
}

interface Described {
  readonly line: AppLine;
  readonly failure: ErrorReport | undefined;
}

async function describeApp(app: InstalledApp, { settings }: Project): Promise<Described> {
  const loaded = await loadAppConfig(app).catch((error: unknown) => ({ failure: reportError(error) }));
  const failure = "failure" in loaded ? loaded.failure : undefined;
  const config = "failure" in loaded ? {} : loaded.config;
  const line = {
    label: app.label,
    name: app.name,
    directory: app.directory,
    media: existing(app.mediaDirectory),
    templates: existing(templateDirectory({ app, config })),
    error: failure?.message ?? null,
    urls: Object.entries(settings.URLS).flatMap(([prefix, label]) => (label === app.label ? prefix : [])),
  };
  return { line, failure };
}

function existing(directory: string): string | null {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true ? directory : null;
}

function renderApps(lines: readonly AppLine[], { style }: Output): string {
  if (lines.length === 0) return 'INSTALLED_APPS is empty. Write in the settings: INSTALLED_APPS: ["./blog"].\n';
  const rows = lines.map((line) => {
    const has = [partOf(line, "media"), partOf(line, "templates"), ...line.urls].filter((part) => part !== undefined);
    const failed = line.error === null ? "" : `  ${style("red", "its app.ts cannot be imported")}\n`;
    return `${style("bold", line.label)}  ${line.name}\n  ${style("dim", line.directory)}\n  ${has.join("  ") || "neither media nor templates"}\n${failed}`;
  });
  return rows.join("");
}

/** @returns `media`, or `media (dist)` for another directory */
function partOf(line: AppLine, part: "media" | "templates"): string | undefined {
  const directory = line[part];
  if (directory === null) return undefined;
  const relative = path.relative(line.directory, directory);
  return relative === part ? part : `${part} (${relative})`;
}
