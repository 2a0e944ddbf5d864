import { loadAppConfig, type Project } from "@mediaroot/core";
import fastify, { type FastifyInstance, type FastifyPluginAsync } from "fastify";

/** Stands in for the runtime's function of this name. */
export async function createApplication(project: Project): Promise<FastifyInstance> {
  const app = fastify();
  for (const [prefix, label] of Object.entries(project.settings.URLS)) {
    const { config } = await loadAppConfig(project.registry.get(label));
    const { routes } = config as { routes?: FastifyPluginAsync };
    if (routes !== undefined) await app.register(routes, { prefix });
  }
  return app;
}
