import path from "node:path";
import { MediarootError, type Project } from "@mediaroot/core";
import { finishWithin, importFault, importModule, isFile } from "@mediaroot/core/internal";
import type { FastifyInstance } from "fastify";
import { callPlugin, type UserPlugin } from "../routes/call-plugin.ts";
import { runtimeError } from "../errors.ts";
import { addRoute, type RouteTables } from "../routes/mount-apps.ts";
import { nearFile } from "../near-file.ts";

/** The plugin of SETUP. */
export interface SiteSetup {
  /** Absolute. */
  readonly file: string;
  readonly plugin: UserPlugin;
}

const USUAL_NAMES = /^(?:site|setup|index)\.m?[jt]s$/;

/**
 * Imports the file that SETUP names.
 *
 * @param seconds how long the file may run
 * @returns undefined without SETUP
 * @throws SETUP_NOT_FOUND, SETUP_UNFINISHED, SETUP_FAILED, SETUP_INVALID
 */
export async function loadSetup(
  { root, settings: { SETUP }, settingsFile }: Project,
  seconds = 30,
): Promise<SiteSetup | undefined> {
  if (SETUP === undefined) return undefined;
  const file = path.resolve(root, SETUP);
  if (!isFile(file)) {
    throw runtimeError("SETUP_NOT_FOUND", { settingsFile, file, near: nearFile(SETUP, file, USUAL_NAMES) });
  }
  const late = (): Error => runtimeError("SETUP_UNFINISHED", { file, seconds });
  const { default: plugin } = await finishWithin(importModule(file), seconds, late).catch(explain(file));
  if (typeof plugin !== "function") throw runtimeError("SETUP_INVALID", { file, found: plugin });
  return { file, plugin: plugin as UserPlugin };
}

/**
 * Runs the plugin of SETUP on the scope that holds all apps. What it registers without `await` is registered too when this ends.
 *
 * @param tables the tables to which its routes are added
 * @throws SETUP_FAILED with the plugin's own error as its cause
 */
export async function runSetup({ file, plugin }: SiteSetup, site: FastifyInstance, tables: RouteTables): Promise<void> {
  let isRunning = true;
  site.addHook("onRoute", (route) => {
    if (isRunning) addRoute(tables, { label: "", prefix: "" }, route);
  });
  try {
    await callPlugin(plugin, site, "it");
    await site.after();
  } catch (error) {
    explain(file)(error);
  } finally {
    isRunning = false;
  }
}

function explain(file: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof MediarootError) throw error;
    const { reason, fix } = importFault(error, file);
    throw runtimeError("SETUP_FAILED", { file, reason, fix }, error);
  };
}
