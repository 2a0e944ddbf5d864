// The examples of docs/composition.md, as it shows them: `documented-media.test.ts` compares them and runs them.
import { createServer, type Server } from "node:http";
import type { Project } from "@mediaroot/core";
import Fastify, { type FastifyInstance } from "fastify";
import { createMediaHandler, mediaRoute } from "../src/index.ts";

export function serverWithMedia(project: Project): Server {
  const media = createMediaHandler(project);
  const server = createServer((request, response) => {
    if (!media.handle(request, response)) response.end("not media");
  });
  return server;
}

export async function fastifyWithMedia(project: Project): Promise<FastifyInstance> {
  const app = Fastify();
  await app.register(mediaRoute, { project, log: (line, cause) => app.log.error(cause, line) });
  app.get("/", async () => "home");
  return app;
}
