import { statSync } from "node:fs";
import path from "node:path";
import type { AppConfig } from "./app-config.ts";
import type { InstalledApp } from "./app-registry.ts";
import { type MediarootError, reasonOf } from "../error.ts";
import { coreError } from "../errors.ts";
import { importModule } from "../disk/import-module.ts";
import { finishWithin } from "../finish-within.ts";

const NAMES = ["app.ts", "app.mts", "app.js", "app.mjs"];

/** An installed app with what its own `app.ts` says. */
export interface LoadedApp {
  readonly app: InstalledApp;
  /** Absolute, or undefined for an app without code. */
  readonly configFile: string | undefined;
  readonly config: AppConfig;
}

/** How long to wait for an app's code. */
export interface LoadAppOptions {
  /** The seconds that it may run. Default 30. */
  readonly patience?: number | undefined;
}

/** @returns the files that may hold an app's code, the one that counts first; they need not exist */
export function appConfigFiles({ directory }: InstalledApp): readonly string[] {
  return NAMES.map((name) => path.join(directory, name));
}

/**
 * Imports an installed app's `app.{ts,mts,js,mjs}`. An app without one has an empty config.
 *
 * @throws APP_UNFINISHED, APP_IMPORT_FAILED (the app's own error is its cause, stack and all), APP_CONFIG_INVALID
 */
export async function loadAppConfig(app: InstalledApp, options: LoadAppOptions = {}): Promise<LoadedApp> {
  const configFile = appConfigFiles(app).find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (configFile === undefined) return { app, configFile, config: {} };
  const { label } = app;
  const { patience: seconds = 30 } = options;
  const late = (): Error => coreError("APP_UNFINISHED", { label, file: configFile, seconds });
  return { app, configFile, config: await finishWithin(importConfig(label, configFile), seconds, late) };
}

async function importConfig(label: string, file: string): Promise<AppConfig> {
  const module = await importModule(file).catch((error: unknown) => {
    throw coreError("APP_IMPORT_FAILED", { label, file, reason: reasonOf(error) }, error);
  });
  const config = module.default;
  const invalid = (reason: string): MediarootError => coreError("APP_CONFIG_INVALID", { label, file, reason });
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw invalid("has no default export that is an object");
  if (!areTemplates((config as AppConfig).templates))
    throw invalid("has `templates` that are neither the name of a directory nor { dir, delimiters }");
  return config;
}

/** What the delimiters are is checked by what reads templates. */
function areTemplates(templates: unknown): boolean {
  if (templates === undefined || typeof templates === "string") return isDirectoryName(templates);
  return (
    typeof templates === "object" && templates !== null && (!("dir" in templates) || isDirectoryName(templates.dir))
  );
}

function isDirectoryName(name: unknown): boolean {
  return name === undefined || (typeof name === "string" && name !== "" && !name.includes("\0"));
}
