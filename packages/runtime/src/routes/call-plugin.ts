import { reasonOf } from "@mediaroot/core";
import { finishWithin } from "@mediaroot/core/internal";
import type { FastifyInstance, FastifyPluginAsync, FastifyPluginCallback } from "fastify";

/** A Fastify plugin of user code. */
export type UserPlugin = FastifyPluginAsync | FastifyPluginCallback;

/**
 * Runs a plugin of user code on a scope, and the plugins that it registers. Fails a little before Fastify's own limit (pluginTimeout),
 * whose error would not say which plugin is slow.
 *
 * @param what the subject of the error: `its routes`
 * @throws whatever the plugin throws; an error of ours if it does not end in time
 */
export async function callPlugin(plugin: UserPlugin, scope: FastifyInstance, what: string): Promise<void> {
  const work = run(plugin, scope).catch(rethrow);
  const { pluginTimeout = 10_000 } = scope.initialConfig;
  if (pluginTimeout === 0) return await work;
  const seconds = pluginTimeout / 1000;
  await finishWithin(work, seconds * 0.8, () => new Error(`${what} did not finish loading within ${seconds} seconds`));
}

/** Fastify does not catch what a callback plugin throws. Here it becomes a rejection. */
async function run(plugin: UserPlugin, scope: FastifyInstance): Promise<void> {
  if (plugin.length < 3) return await (plugin as FastifyPluginAsync)(scope, {});
  await new Promise<void>((resolve, reject) => {
    (plugin as FastifyPluginCallback)(scope, {}, (error) => (error ? reject(error) : resolve()));
  });
}

/** Fastify takes a plugin that throws null for one that succeeded. */
function rethrow(error: unknown): never {
  throw error ?? new Error(reasonOf(error));
}
