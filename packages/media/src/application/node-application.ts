import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { joinFirst } from "@mediaroot/core/media";
import type { Application, RequestListener } from "./application.ts";
import { type FetchOwner, fetchApplication } from "./fetch-application.ts";
import { calledBy, ownsServer, serverApplication, type ServerOwner } from "./server-application.ts";
import { mediaError } from "../errors.ts";

/**
 * Any Node application: a function (plain, Express, Connect), an `http.Server`, Fastify, Nest, hapi, Koa, polka, an object
 * with `fetch` (Hono, h3, Elysia).
 */
export type NodeApplication = RequestListener | ServerOwner | KoaLike | FetchOwner | PolkaLike;

interface KoaLike {
  callback(): RequestListener;
}

interface PolkaLike {
  handler(request: IncomingMessage, response: ServerResponse): unknown;
  readonly server?: Server | undefined;
}

/**
 * Brings an application into one shape.
 *
 * @param app recognised by its methods, not by its class: each package may bring its own copy of a framework
 * @throws APPLICATION_UNUSABLE
 */
export function applicationOf(app: NodeApplication): Application {
  const found = describeUnusable(app);
  if (found !== undefined) throw mediaError("APPLICATION_UNUSABLE", { found });
  if (typeof app === "function") return listenerApplication(app);
  if (ownsServer(app)) return serverApplication(app);
  if ("callback" in app) return { request: app.callback() };
  // Before `handler`: h3 has one of its own kind beside it.
  if ("fetch" in app) return fetchApplication(app);
  return polkaApplication(app);
}

/** @returns what something is that is not a Node application; undefined for what is one */
export function describeUnusable(app: unknown): string | undefined {
  if (typeof app === "function") return undefined;
  if (typeof app !== "object" || app === null) return String(app);
  if (ownsServer(app) || ["callback", "fetch", "handler"].some((name) => name in app)) return undefined;
  return `an object with ${joinFirst(Object.keys(app)) || "nothing"}`;
}

/** A plain function has no upgrade, ready or close; a FullApp has. */
function listenerApplication(app: RequestListener & Partial<Omit<Application, "request">>): Application {
  if (typeof app.upgrade !== "function") return { request: app.length < 2 ? unlessItMakesOne(app) : app };
  return { request: app, sendsContinue: true, upgrade: app.upgrade, ready: app.ready, close: app.close };
}

/** Detects a factory passed instead of the app it returns; otherwise every request would hang. */
function unlessItMakesOne(app: RequestListener): RequestListener {
  return async (request, response) => {
    const made = await app(request, response);
    const isApplication = typeof made === "object" ? describeUnusable(made) === undefined : typeof made === "function";
    if (!isApplication || response.headersSent) return;
    throw mediaError("APPLICATION_UNUSABLE", {
      found: "a function that makes one; call it, and give what it makes",
    });
  };
}

/** Polka adds its listener to a server that it was given only when it listens itself. */
function polkaApplication(app: PolkaLike): Application {
  const { server, handler } = app;
  const request: RequestListener = (incoming, response) => handler.call(app, incoming, response);
  if (server === undefined) return { request };
  if (!server.listeners("request").includes(handler)) server.on("request", handler);
  return calledBy(server);
}
