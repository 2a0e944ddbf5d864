import type { IncomingMessage, ServerResponse } from "node:http";
import fastifyStatic from "@fastify/static";
import { fastify } from "fastify";
import { ASSETS_DIRECTORY } from "../own-files.ts";

/**
 * Loads the listener that serves the front's own assets.
 *
 * @param prefix where they lie, with slashes around it
 */
export async function loadFrontAssets(
  prefix: string,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const assets = fastify();
  assets.addHook("onSend", async (_, reply) => {
    reply.headers({ "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin" });
  });
  assets.setNotFoundHandler(async (_, reply) => reply.code(404).type("text/plain; charset=utf-8").send("Not found\n"));
  await assets.register(fastifyStatic, {
    root: ASSETS_DIRECTORY,
    prefix,
    index: false,
    wildcard: false,
    decorateReply: false,
    maxAge: 0,
  });
  await assets.ready();
  return (request, response) => assets.routing(request, response);
}
