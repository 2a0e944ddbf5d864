import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { loadEnvironment } from "@mediaroot/core";
import { settingsFiles } from "./load-environment.ts";
import { noteSource } from "./source-tracking.ts";
import type { PrepareOrder, WorkerMessage } from "./worker-link.ts";
import { warmUp, type WarmUpOptions } from "./worker-warm-up.ts";

/** What a spare needs besides its order. */
export interface PrepareOptions extends WarmUpOptions {
  readonly loadEnvFile: (file: string) => void;
  readonly send: (message: WorkerMessage) => void;
}

/**
 * Does ahead whatever does not depend on how the user's code will stand: some pages of a throw-away project, the variables of
 * `.env`, the libraries. Each file behind is noted, so that a spare that has loaded an older one is not taken. What fails
 * here fails again, and is told, when it is needed.
 */
export async function prepareSpare({ order, libraries }: PrepareOrder, options: PrepareOptions): Promise<void> {
  const note = (file: string): void => options.send({ kind: "read", files: [noteSource(file)] });
  await setImmediate();
  if (!options.isWanted()) await warmUp(options).catch(() => {});
  await setImmediate();
  if (options.isWanted()) return;
  try {
    const { envFile } = settingsFiles({ ...order, loadEnvFile: options.loadEnvFile });
    note(envFile);
    loadEnvironment(envFile, options.loadEnvFile);
  } catch {
    return;
  }
  for (const url of libraries.filter((one) => path.extname(one) !== ".json")) {
    if (url.startsWith("file:")) note(fileURLToPath(url));
    await import(url).catch(() => {});
    await setImmediate();
    if (options.isWanted()) return;
  }
}
