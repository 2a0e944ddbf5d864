import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { NodeApplication } from "./node-application.ts";
import { createComposition, type FullAppOptions, type MountTarget } from "./composition.ts";
import type { MediaHandler } from "../route/media-handler.ts";
import type { MountableSite } from "./mounts.ts";
import { mediaError } from "../errors.ts";
import { HEADERS_TIMEOUT_MS, http } from "../http/node-http.ts";
import { takeUpgrades } from "./upgrades.ts";

/** An application with media around it: a request listener for `http.createServer`, and what goes with it. */
export interface FullApp {
  (request: IncomingMessage, response: ServerResponse): void;
  /**
   * Serves a directory, or another application, under a prefix. The longest prefix wins, by whole segments. A mounted
   * application sees its URLs without the prefix, as in Connect; `request.originalUrl` keeps it.
   *
   * @param prefix such as `/css`; not "/", nothing under MEDIA_URL, nothing that is mounted already
   * @param target a directory (absolute, a file URL, or relative to the project root), or an application
   * @returns the same full application
   * @throws MOUNT_REFUSED, APPLICATION_UNUSABLE
   */
  mount(prefix: string, target: MountTarget): FullApp;
  /**
   * Starts the applications and listens, upgrades (WebSockets) included.
   *
   * @param port 0 for any that is free
   * @param host default in development: 127.0.0.1, which no other machine reaches; else every address
   * @throws what an application throws when it starts; EADDRINUSE
   */
  listen(port: number, host?: string): Promise<Server>;
  /**
   * Wires upgrades of a server of one's own to the applications, and requests if it has no listener yet.
   *
   * @returns the same full application
   * @throws APPLICATION_UNUSABLE for the server that is wrapped: it would be asked by itself
   */
  attach(server: Server): FullApp;
  /** Hands an upgrade to the application it is for. False: that takes none, and nothing was touched. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Starts the applications. `listen` does; a request that comes before waits. */
  ready(): Promise<unknown>;
  /** Ends what the applications hold open (a Fastify's `onClose` hooks run); the server is its owner's to close. */
  close(): Promise<unknown>;
  /** What serves the media. */
  readonly media: MediaHandler;
}

/**
 * Wraps media around any Node application. What lies under MEDIA_URL, ADMIN_MEDIA_PREFIX or a mount is answered here, and no
 * code of the application runs for it; all else goes to the application untouched. With an absolute MEDIA_URL, media is
 * served elsewhere and only the mounts are answered.
 *
 * @param app a function, Express, Connect, Koa, polka, Fastify, Nest, hapi, an object with `fetch` (Hono, h3), an `http.Server`
 * @param site a project, or any plain `MediaSite`
 * @throws APPLICATION_UNUSABLE
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
      if (server.listenerCount("request") === 0) server.on("request", fullApp);
      waiting.add(server);
      wire();
      return fullApp;
    },
    async listen(port: number, host: string | undefined = localHost) {
      await composition.ready();
      const server = http.createServer({ headersTimeout: HEADERS_TIMEOUT_MS });
      fullApp.attach(server);
      server.listen(port, host);
      await once(server, "listening");
      return server;
    },
  });
  return fullApp;
}

function attachedToItself(): Error {
  const found = "the http.Server that is wrapped, attached to itself";
  const write = "Give attach() another server, http.createServer(fullApp), or call fullApp.listen().";
  return mediaError("APPLICATION_UNUSABLE", { found, write });
}
