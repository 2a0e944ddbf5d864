import path from "node:path";
import { createMediaFinder, type InstalledApp, loadAppConfig, loadProject, type Project } from "@mediaroot/core";
import { isDirectory, missingMedia, templateDirectory } from "@mediaroot/core/internal";
import type { AppLine } from "./app-line.ts";
import { renderAppTable } from "./app-table.ts";
import { appPackage } from "../project/app-package.ts";
import type { CommandContext } from "./command-context.ts";
import { reportError } from "../error-report/report-error.ts";
import { renderError } from "./terminal.ts";
import type { ErrorReport } from "../error-report/error-report.ts";

/** The options of `devserver apps`. */
export interface AppsOptions {
  readonly json?: boolean;
  readonly settings?: string | undefined;
}

/**
 * Lists the installed apps in order, and what each has. Imports their `app.ts`, which may name their template directory.
 *
 * @returns the exit code: 1 if an app could not be imported
 * @throws the errors of `loadProject`
 */
export async function apps(options: AppsOptions, context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const project = await loadProject({ ...context, settings: options.settings ?? context.settings });
  const media = countMedia(project);
  const described: Described[] = [];
  for (const app of project.registry.apps) described.push(await describeApp(app, project, media));
  const lines = described.map(({ line }) => line);
  stdout.write(
    options.json === true
      ? `${JSON.stringify({ apps: lines }, undefined, 2)}\n`
      : lines.length === 0
        ? NO_APPS
        : renderAppTable(lines, stdout),
  );
  const failures = described.flatMap(({ failure }) => failure ?? []);
  for (const failure of failures) stderr.write(renderError(failure, stderr.style));
  return failures.length === 0 ? 0 : 1;
}

const NO_APPS = 'INSTALLED_APPS is empty. Write in the settings: INSTALLED_APPS: ["./blog"].\n';
const NO_MEDIA = { files: 0, bytes: 0, overrides: 0 };

interface Described {
  readonly line: AppLine;
  readonly failure: ErrorReport | undefined;
}

async function describeApp(app: InstalledApp, project: Project, media: MediaCounts): Promise<Described> {
  const loaded = await loadAppConfig(app).catch((error: unknown) => ({ failure: reportError(error) }));
  const failure = "failure" in loaded ? loaded.failure : undefined;
  const config = "failure" in loaded ? {} : loaded.config;
  const { label, name, directory } = app;
  const line = {
    label,
    name,
    version: appPackage(directory, project.root)?.version ?? null,
    directory,
    place: placeOf(app, project),
    media: existing(app.mediaDirectory),
    missing: missingOf(app, project),
    ...(media.get(label) ?? NO_MEDIA),
    templates: existing(templateDirectory({ app, config })),
    error: failure?.message ?? null,
    urls: Object.entries(project.settings.URLS).flatMap(([prefix, to]) => (to === label ? prefix : [])),
  };
  return { line, failure };
}

function placeOf({ mediaLocation, namesMedia }: InstalledApp, { root }: Project): string {
  return path.relative(root, namesMedia ? mediaLocation : path.dirname(mediaLocation)) || ".";
}

function missingOf({ label }: InstalledApp, { sources }: Project): string | null {
  const source = sources.find((one) => one.kind === "app" && one.label === label);
  const error = source?.kind === "app" ? missingMedia(source) : undefined;
  return error === undefined ? null : `${error.message} ${error.fix}`;
}

function existing(directory: string): string | null {
  return isDirectory(directory) ? directory : null;
}

type MediaCounts = ReadonlyMap<string, Pick<AppLine, "files" | "bytes" | "overrides">>;

/** Counts by label. */
function countMedia(project: Project): MediaCounts {
  const finder = createMediaFinder(project);
  const counts = new Map(project.registry.apps.map(({ label }) => [label, { ...NO_MEDIA }]));
  for (const { source, identity } of finder.list({ overrides: false }).files) {
    const count = source.kind === "app" ? counts.get(source.label) : undefined;
    if (count === undefined) continue;
    count.files += 1;
    count.bytes += identity.size;
  }
  for (const shadowed of finder.list().files.flatMap(({ shadows }) => shadows)) {
    const count = shadowed.kind === "app" ? counts.get(shadowed.label) : undefined;
    if (count !== undefined) count.overrides += 1;
  }
  return counts;
}
