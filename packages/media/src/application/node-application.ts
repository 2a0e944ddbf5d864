import type { EventEmitter } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type * as adapter from "@hono/node-server";
import { joinFirst } from "@mediaroot/core/media";
import { mediaError } from "../errors.ts";

/** What Node's `http.createServer` takes. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * Any Node application: a function (plain, Express, Connect), Fastify, Koa, polka, an object with `fetch` (Hono), an
 * `http.Server`.
 */
export type NodeApplication =
  | RequestListener
  | {
      routing(request: IncomingMessage, response: ServerResponse): void;
      ready(): unknown;
      close(): unknown;
      readonly server: EventEmitter;
    }
  | { callback(): RequestListener }
  | { handler(request: IncomingMessage, response: ServerResponse): unknown; readonly server?: Server | undefined }
  | { fetch(request: Request, ...rest: never[]): Response | Promise<Response> }
  | Server;

/** An application in one shape. */
export interface Application {
  readonly request: RequestListener;
  /** Takes a connection over. False: nobody there listens for that, and nothing was touched. Undefined: nobody ever does. */
  readonly upgrade?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => boolean) | undefined;
  /** Settled when it can answer; rejected when it cannot start. Undefined: it always can. */
  readonly ready?: (() => Promise<unknown>) | undefined;
  /** Ends what it holds open. */
  readonly close?: (() => unknown) | undefined;
}

/**
 * Brings an application into one shape.
 *
 * @param app told apart by what it has, not by where it comes from: each package may bring its own copy of a framework
 * @throws APPLICATION_UNUSABLE
 */
export function applicationOf(app: NodeApplication): Application {
  const found = describeUnusable(app);
  if (found !== undefined) throw mediaError("APPLICATION_UNUSABLE", { found });
  if (typeof app === "function") return listenerApplication(app);
  if ("routing" in app) {
    const ready = async (): Promise<unknown> => app.ready();
    const request: RequestListener = (incoming, response) => app.routing(incoming, response);
    return { request, ready, close: () => app.close(), upgrade: upgradeBy(app.server) };
  }
  if ("callback" in app) return { request: app.callback() };
  if ("handler" in app) {
    const upgrade = app.server === undefined ? undefined : upgradeBy(app.server);
    return { request: (request, response) => app.handler(request, response), upgrade };
  }
  if ("fetch" in app) return fetchApplication(app);
  return { request: requestBy(app), upgrade: upgradeBy(app) };
}

/** @returns what something is that is no Node application; undefined for what is one */
export function describeUnusable(app: unknown): string | undefined {
  if (typeof app === "function") return undefined;
  if (typeof app !== "object" || app === null) return String(app);
  const isKnown = ["routing", "callback", "handler", "fetch"].some((name) => name in app);
  if (isKnown || ("emit" in app && "listen" in app)) return undefined;
  return `an object with ${joinFirst(Object.keys(app)) || "nothing"}`;
}

/** A function has nothing besides, unless media was added to it. */
function listenerApplication(app: RequestListener & Partial<Omit<Application, "request">>): Application {
  if (typeof app.upgrade !== "function") return { request: app.length < 2 ? unlessItMakesOne(app) : app };
  return { request: app, upgrade: app.upgrade, ready: app.ready, close: app.close };
}

/** Given where what it makes is wanted, a function that makes an application would leave each request without an answer. */
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

/** A server without a listener would leave the request without an answer. */
function requestBy(server: Server): RequestListener {
  return (request, response) => {
    if (server.emit("request", request, response)) return;
    throw mediaError("APPLICATION_UNUSABLE", { found: "an http.Server that listens to no request" });
  };
}

function upgradeBy(server: EventEmitter): Application["upgrade"] {
  return (request, socket, head) => server.emit("upgrade", request, socket, head);
}

function fetchApplication(app: {
  fetch(request: Request, ...rest: never[]): Response | Promise<Response>;
}): Application {
  let listener: RequestListener | undefined;
  return {
    request: (request, response) => listener?.(request, response),
    async ready() {
      const { getRequestListener } = await importAdapter();
      listener = getRequestListener((request) => app.fetch(request));
    },
  };
}

/** Fetch is what Hono and its kin speak; Hono's own adapter translates, for whoever has it installed. */
async function importAdapter(): Promise<Pick<typeof adapter, "getRequestListener">> {
  try {
    return await import("@hono/node-server");
  } catch (error) {
    throw mediaError("FETCH_ADAPTER_MISSING", {}, error);
  }
}
