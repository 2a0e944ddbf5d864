import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { environmentFile, findSettingsFile, loadEnvironment } from "@mediaroot/core/internal";
import type { PrepareOrder, WorkerMessage } from "../link/messages.ts";
import { stampSource } from "./stamp-source.ts";
import { warmUp, type WarmUpOptions } from "./worker-warm-up.ts";

/** How a spare prepares. */
export interface PrepareOptions extends Omit<WarmUpOptions, "isWanted"> {
  /** Whether the start order has come. */
  readonly isWanted: () => boolean;
  readonly send: (message: WorkerMessage) => void;
}

/**
 * Does ahead what does not depend on the user's code: loads `.env` and the libraries, and answers requests of a throw-away
 * project. The files read are reported, so that the front discards a spare whose files have changed. Errors are ignored: they
 * come again, and are reported, when the worker starts.
 */
export async function prepareSpare(order: PrepareOrder, options: PrepareOptions): Promise<void> {
  // Messages arrive between two turns of the event loop.
  const isWanted = async (): Promise<boolean> => {
    await setImmediate();
    return options.isWanted();
  };
  try {
    // Libraries first: the worker needs them in any case, while warming up only makes loaded code faster.
    await loadLibraries(order, { ...options, isWanted });
    if (!(await isWanted())) await warmUp({ ...options, isWanted });
  } catch {
    // The worker can serve without preparation.
  }
  if (!options.isWanted()) options.send({ kind: "warm" });
}

async function loadLibraries(
  { order, libraries }: PrepareOrder,
  { send, isWanted }: Pick<PrepareOptions, "send"> & Pick<WarmUpOptions, "isWanted">,
): Promise<void> {
  const track = (file: string): void => send({ kind: "read", files: [stampSource(file)] });
  const envFile = environmentFile(findSettingsFile(order.directory, order.settings));
  track(envFile);
  loadEnvironment(envFile);
  for (const url of libraries.filter((one) => path.extname(one) !== ".json")) {
    if (await isWanted()) return;
    if (url.startsWith("file:")) track(fileURLToPath(url));
    await import(url).catch(() => {});
  }
}
