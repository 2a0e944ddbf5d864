import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { environmentFile, findSettingsFile, loadEnvironment } from "@mediaroot/core";
import { noteSource } from "../link/source-file.ts";
import type { PrepareOrder, WorkerMessage } from "../link/messages.ts";
import { warmUp, type WarmUpOptions } from "./worker-warm-up.ts";

/** What a spare needs besides its order. */
export interface PrepareOptions extends Omit<WarmUpOptions, "isWanted"> {
  /** Whether the order to serve has come. */
  readonly isWanted: () => boolean;
  /** Settled when nobody waits for another worker, or for this one. */
  readonly mayWarmUp: Promise<unknown>;
  readonly send: (message: WorkerMessage) => void;
}

/**
 * Does ahead whatever does not depend on how the user's code will stand: the variables of `.env`, the libraries, some pages
 * of a throw-away project. Each file behind is noted, so that a spare that has loaded an older one is not taken. What fails
 * here fails again, and is told, when it is needed.
 */
export async function prepareSpare(order: PrepareOrder, options: PrepareOptions): Promise<void> {
  // A message is heard between two turns of the event loop.
  const isWanted = async (): Promise<boolean> => {
    await setImmediate();
    return options.isWanted();
  };
  try {
    // The libraries come first: they are needed in any case, and the pages only make what is loaded faster.
    await loadLibraries(order, { ...options, isWanted });
    await options.mayWarmUp;
    if (!(await isWanted())) await warmUp({ ...options, isWanted });
  } catch {
    // The worker can serve without.
  }
  if (!options.isWanted()) options.send({ kind: "warm" });
}

async function loadLibraries(
  { order, libraries }: PrepareOrder,
  { send, isWanted }: Pick<PrepareOptions, "send"> & Pick<WarmUpOptions, "isWanted">,
): Promise<void> {
  const note = (file: string): void => send({ kind: "read", files: [noteSource(file)] });
  const envFile = environmentFile(findSettingsFile(order.directory, order.settings));
  note(envFile);
  loadEnvironment(envFile);
  for (const url of libraries.filter((one) => path.extname(one) !== ".json")) {
    if (await isWanted()) return;
    if (url.startsWith("file:")) note(fileURLToPath(url));
    await import(url).catch(() => {});
  }
}
