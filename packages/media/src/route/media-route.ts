import type { RequestListener, Server } from "node:http";
import type { MediaSite } from "@mediaroot/core";
import type { FastifyPluginCallback } from "fastify";
import { createMediaHandler, type MediaHandler } from "./media-handler.ts";
import type { MediaHandlerOptions } from "./media-handler-options.ts";

/** What `mediaRoute` is registered with. */
export interface MediaRouteOptions extends MediaHandlerOptions {
  /** A project, or any plain `MediaSite`. */
  readonly project: MediaSite;
}

const register: FastifyPluginCallback<MediaRouteOptions> = (fastify, { project, ...options }, done) => {
  const handler = createMediaHandler(project, options);
  handleFirst(fastify.server, handler);
  // What reaches Fastify by another way than its server's port: `inject`, a serverless adapter, a second address.
  fastify.addHook("onRequest", (request, reply, next) => {
    if (handler.handle(request.raw, reply.raw)) reply.hijack();
    else next();
  });
  done();
};

/**
 * The media handler as a Fastify plugin, for a Fastify of one's own: `await app.register(mediaRoute, { project })`. It works at
 * the root whatever it is registered in, ahead of Fastify's routing: no hook and no handler runs for a media file.
 */
export const mediaRoute: FastifyPluginCallback<MediaRouteOptions> = Object.assign(register, {
  // https://fastify.dev/docs/latest/Reference/Plugins/#handle-the-scope
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "mediaRoute",
});

/** Hooks run in the order in which they were added, and others may have come first; before them all is the server's event. */
function handleFirst(server: Server, handler: MediaHandler): void {
  const listeners = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (handler.handle(request, response)) return;
    for (const listener of listeners) listener.call(server, request, response);
  });
}
