import { statSync } from "node:fs";
import path from "node:path";
import type { AppConfig } from "./app-config.ts";
import type { InstalledApp } from "./app-registry.ts";
import { refuseImports } from "./app-imports.ts";
import { importFault } from "../imports/import-fault.ts";
import type { MediarootError } from "../error.ts";
import { coreError } from "../errors.ts";
import { importModule } from "../imports/import-module.ts";
import { finishWithin } from "../imports/finish-within.ts";

const NAMES = ["app.ts", "app.mts", "app.js", "app.mjs"];
/** Node strips no types in node_modules, by the real path of a file. */
const NAMES_IN_PACKAGES = ["app.js", "app.mjs", "app.ts", "app.mts"];

/** An installed app with its loaded `app.ts`. */
export interface LoadedApp {
  readonly app: InstalledApp;
  /** The path of `app.ts`, absolute; undefined for an app without code. */
  readonly configFile: string | undefined;
  readonly config: AppConfig;
}

/** Options of `loadAppConfig`. */
export interface LoadAppOptions {
  /**
   * How long `app.ts` may run, in seconds.
   *
   * @default 30
   */
  readonly patience?: number | undefined;
}

/** @returns the files that may hold an app's code, in order of precedence. They need not exist */
export function appConfigFiles({ directory }: InstalledApp): readonly string[] {
  const isInPackages = directory.split(path.sep).includes("node_modules");
  return (isInPackages ? NAMES_IN_PACKAGES : NAMES).map((name) => path.join(directory, name));
}

/**
 * Imports an installed app's `app.{ts,mts,js,mjs}`. An app without one has an empty config.
 *
 * @throws APP_UNFINISHED, APP_IMPORT_FAILED (its cause is the app's own error), APP_CONFIG_INVALID
 */
export async function loadAppConfig(app: InstalledApp, options: LoadAppOptions = {}): Promise<LoadedApp> {
  const configFile = appConfigFiles(app).find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (configFile === undefined) return { app, configFile, config: {} };
  const { label } = app;
  const { patience: seconds = 30 } = options;
  const late = (): Error => coreError("APP_UNFINISHED", { label, file: configFile, seconds });
  return { app, configFile, config: await finishWithin(importConfig(label, configFile), seconds, late) };
}

/** @returns the template directory of an app: that of INSTALLED_APPS, else that of its `app.ts`, else `templates/` */
export function templateDirectory({ app, config }: Pick<LoadedApp, "app" | "config">): string {
  const own = typeof config.templates === "string" ? config.templates : config.templates?.dir;
  return path.resolve(app.directory, app.templates.dir ?? own ?? "templates");
}

async function importConfig(label: string, file: string): Promise<AppConfig> {
  const module = await importModule(file).catch((error: unknown) => {
    const { reason, fix } = importFault(error, file);
    throw coreError("APP_IMPORT_FAILED", { label, file, reason, fix }, error);
  });
  const config = module.default;
  const invalid = (reason: string): MediarootError => coreError("APP_CONFIG_INVALID", { label, file, reason });
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw invalid("has no default export that is an object");
  if (!areTemplates((config as AppConfig).templates))
    throw invalid("has `templates` that are neither a directory name nor { dir, delimiters }");
  const refusal = refuseImports((config as AppConfig).imports);
  if (refusal !== undefined) throw invalid(refusal);
  return config;
}

/** `@mediaroot/templates` checks the delimiters. */
function areTemplates(templates: unknown): boolean {
  if (templates === undefined || typeof templates === "string") return isDirectoryName(templates);
  return (
    typeof templates === "object" && templates !== null && (!("dir" in templates) || isDirectoryName(templates.dir))
  );
}

function isDirectoryName(name: unknown): boolean {
  return name === undefined || (typeof name === "string" && name !== "" && !name.includes("\0"));
}
