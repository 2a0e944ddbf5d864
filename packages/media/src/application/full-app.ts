import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { NodeApplication } from "./node-application.ts";
import { createComposition, type FullAppOptions, type MountTarget } from "./composition.ts";
import type { MediaHandler } from "../route/media-handler.ts";
import type { MountableSite } from "./mounts.ts";
import { mediaError } from "../errors.ts";
import { inTurn } from "../http/in-turn.ts";
import { HEADERS_TIMEOUT_MS, http } from "../http/node-http.ts";
import { leaveContinue } from "./expect-continue.ts";
import { takeUpgrades } from "./upgrades.ts";

/** An application with media around it. It is a request listener for `http.createServer`. */
export interface FullApp {
  (request: IncomingMessage, response: ServerResponse): void;
  /**
   * Serves a directory or another application under a prefix. The longest prefix wins, by whole segments. A mounted
   * application sees its URLs without the prefix, as in Connect; `request.originalUrl` keeps the whole URL.
   *
   * @param prefix such as `/css`. It may not be "/", under MEDIA_URL, or mounted already
   * @param target a directory (absolute, a file URL, or relative to the project root), or an application
   * @returns the same full application
   * @throws MOUNT_REFUSED, APPLICATION_UNUSABLE
   * @example
   * fullApp.mount("/css", "./css").mount("/forum", forum);
   */
  mount(prefix: string, target: MountTarget): FullApp;
  /**
   * Starts the applications, and listens for requests and upgrades (WebSockets).
   *
   * @param port 0 for any free port
   * @param host a host name or address. Default in development: 127.0.0.1, which no other machine reaches; in production:
   *   every address of the machine
   * @throws EADDRINUSE, and the error of an application that does not start
   * @example
   * const server = await fullApp.listen(8000, "127.0.0.1");
   */
  listen(port: number, host?: string): Promise<Server>;
  /**
   * Connects a server of your own: its upgrades go to the applications, and its requests too if it has no request listener.
   *
   * @returns the same full application
   * @throws APPLICATION_UNUSABLE if the server is the wrapped application itself: it would call itself without end
   * @example
   * fullApp.attach(server);
   */
  attach(server: Server): FullApp;
  /**
   * Passes an upgrade to the application that it is for.
   *
   * @returns false if no application takes it; the socket is then untouched
   * @example
   * server.on("upgrade", (request, socket, head) => fullApp.upgrade(request, socket, head) || socket.destroy());
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /**
   * Starts the applications. `listen` calls it, and requests that arrive earlier wait for it.
   *
   * @example
   * await fullApp.ready();
   */
  ready(): Promise<unknown>;
  /**
   * Closes the applications (the `onClose` hooks of a Fastify run). It does not close the server.
   *
   * @example
   * server.close(() => void fullApp.close());
   */
  close(): Promise<unknown>;
  /** The handler of the media. */
  readonly media: MediaHandler;
}

/**
 * Adds media to any Node application. Requests under MEDIA_URL, ADMIN_MEDIA_PREFIX or a mount are answered without running
 * code of the application; all other requests reach it untouched. With an absolute MEDIA_URL media is served elsewhere, and
 * only the mounts are answered here.
 *
 * @param app a function, Express, Connect, Koa, polka, Fastify, Nest, hapi, an object with `fetch` (Hono, h3), an `http.Server`
 * @param site the project of `loadProject`, or any plain `MediaSite`
 * @throws APPLICATION_UNUSABLE
 * @example
 * await addMediaToApp(express(), await loadProject()).listen(8000);
 */
export function addMediaToApp(app: NodeApplication, site: MountableSite, options: FullAppOptions = {}): FullApp {
  const composition = createComposition(app, site, options);
  const { media, request, upgrade } = composition;
  const localHost = (options.development ?? site.debug) ? "127.0.0.1" : undefined;
  const waiting = new Set<Server>();
  const wire = (): void => {
    if (!composition.takesUpgrades()) return;
    for (const server of waiting) takeUpgrades(server, fullApp);
    waiting.clear();
  };
  const fullApp: FullApp = Object.assign(request, {
    media,
    upgrade,
    ready: composition.ready,
    close: composition.close,
    mount(prefix: string, target: MountTarget) {
      composition.mount(prefix, target);
      wire();
      return fullApp;
    },
    attach(server: Server) {
      if (server === app) throw attachedToItself();
      if (server.listenerCount("request") === 0) {
        const answer = inTurn(fullApp);
        server.on("request", answer);
        leaveContinue(server, answer);
      }
      waiting.add(server);
      wire();
      return fullApp;
    },
    async listen(port: number, host: string | undefined = localHost) {
      await composition.ready();
      return listen(fullApp, port, host);
    },
  });
  return fullApp;
}

async function listen(fullApp: FullApp, port: number, host: string | undefined): Promise<Server> {
  const server = http.createServer({ headersTimeout: HEADERS_TIMEOUT_MS });
  fullApp.attach(server);
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

function attachedToItself(): Error {
  const found = "the http.Server that is wrapped, attached to itself";
  const write = "Give attach() another server, http.createServer(fullApp), or call fullApp.listen().";
  return mediaError("APPLICATION_UNUSABLE", { found, write });
}
