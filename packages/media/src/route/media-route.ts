import type { RequestListener, Server } from "node:http";
import type { MediaSite } from "@mediaroot/core";
import type { FastifyPluginCallback } from "fastify";
import { arrive } from "../http/arrivals.ts";
import { createMediaHandler, type MediaHandler } from "./media-handler.ts";
import type { MediaHandlerOptions } from "./media-handler-options.ts";

/** The options of `mediaRoute`. */
export interface MediaRouteOptions extends MediaHandlerOptions {
  /** The project of `loadProject`, or any plain `MediaSite`. */
  readonly project: MediaSite;
}

const register: FastifyPluginCallback<MediaRouteOptions> = (fastify, { project, ...options }, done) => {
  const handler = createMediaHandler(project, options);
  handleFirst(fastify.server, handler);
  // `inject`, serverless adapters and further addresses do not go through the server's request event.
  fastify.addHook("onRequest", (request, reply, next) => {
    if (handler.handle(request.raw, reply.raw)) reply.hijack();
    else next();
  });
  done();
};

/**
 * The media handler as a Fastify plugin. It works at the root, whatever scope it is registered in, and ahead of Fastify's
 * routing: no hook and no handler runs for a media file.
 *
 * @example
 * await app.register(mediaRoute, { project: await loadProject() });
 */
export const mediaRoute: FastifyPluginCallback<MediaRouteOptions> = Object.assign(register, {
  // https://fastify.dev/docs/latest/Reference/Plugins/#handle-the-scope
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "mediaRoute",
});

/** Hooks run in the order in which they were added. The request event of the server comes before all of them. */
function handleFirst(server: Server, handler: MediaHandler): void {
  const listeners = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const handle = (): boolean => handler.handle(request, response);
    // A server that does not listen is called by another one, at any time.
    if (server.listening && response.socket !== null ? arrive(request, handle) : handle()) return;
    for (const listener of listeners) listener.call(server, request, response);
  });
}
