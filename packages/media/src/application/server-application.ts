import type { EventEmitter } from "node:events";
import type { Server } from "node:http";
import type { Application } from "./application.ts";
import { takeContinue } from "./expect-continue.ts";
import { mediaError } from "../errors.ts";

/** Applications that have a server of their own, listening or not. */
export type ServerOwner = Server | FastifyLike | NestLike | HapiLike;

interface FastifyLike {
  routing(request: never, response: never): void;
  ready(): unknown;
  close(): unknown;
  readonly server: EventEmitter;
}

interface NestLike {
  init(): Promise<unknown>;
  close(): Promise<unknown>;
  getHttpServer(): EventEmitter;
  getHttpAdapter(): { getInstance(): { readonly ready?: () => unknown } };
}

interface HapiLike {
  initialize(): Promise<unknown>;
  stop(): Promise<unknown>;
  readonly listener: EventEmitter;
}

/** @returns whether an application has a server of its own. Koa emits and listens, but makes a new server each time */
export function ownsServer(app: object): app is ServerOwner {
  const isFramework = "routing" in app || "getHttpServer" in app || ("initialize" in app && "listener" in app);
  return isFramework || ("emit" in app && "listen" in app && !("callback" in app));
}

/**
 * Calls an application as its own server would: each of that server's listeners, in their order. Listeners that other
 * libraries have added (socket.io, WebSocket gateways) run as they do when the server itself listens.
 */
export function serverApplication(app: ServerOwner): Application {
  if ("routing" in app) return calledBy(app.server, { ready: async () => app.ready(), close: () => app.close() });
  if ("getHttpServer" in app) return calledBy(app.getHttpServer(), nestLife(app));
  if ("initialize" in app) return calledBy(app.listener, { ready: () => app.initialize(), close: () => app.stop() });
  return calledBy(app);
}

/** The Fastify adapter of Nest answers once its Fastify is ready. Only `listen` waits for that. */
function nestLife(app: NestLike): Pick<Application, "ready" | "close"> {
  return {
    async ready() {
      await app.init();
      await app.getHttpAdapter().getInstance().ready?.();
    },
    close: () => app.close(),
  };
}

/** Without this check a server without listeners would leave requests unanswered. */
export function calledBy(server: EventEmitter, life: Pick<Application, "ready" | "close"> = {}): Application {
  return {
    ...life,
    sendsContinue: true,
    request(request, response) {
      if (takeContinue(request)) {
        if (server.emit("checkContinue", request, response)) return;
        response.writeContinue();
      }
      if (server.emit("request", request, response)) return;
      throw mediaError("APPLICATION_UNUSABLE", { found: "an http.Server that listens to no request" });
    },
    upgrade: (request, socket, head) => server.emit("upgrade", request, socket, head),
  };
}
