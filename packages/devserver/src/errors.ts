import { createErrorFactory, type ErrorCatalogue, type ErrorFactory } from "@mediaroot/core/media";

/** What each error of `@mediaroot/devserver` is built from. */
export interface DevserverFacts {
  readonly APPLICATION_UNUSABLE: { readonly found: string };
  readonly FETCH_ADAPTER_MISSING: object;
  readonly MOUNT_REFUSED: { readonly prefix: string; readonly reason: string };
  readonly PORT_IN_USE: { readonly port: number; readonly tried: number };
  readonly ADDRESS_REFUSED: { readonly host: string; readonly port: number; readonly reason: string };
}

/** The errors of `@mediaroot/devserver`. */
export const devserverErrors: ErrorCatalogue<DevserverFacts> = {
  APPLICATION_UNUSABLE: {
    exitCode: 1,
    message: (f) => `This is no Node application: ${f.found}.`,
    fix: () =>
      "Give a function (request, response), an Express, Connect, Fastify, Koa or polka application, an object with fetch(), or an http.Server.",
  },
  FETCH_ADAPTER_MISSING: {
    exitCode: 1,
    message: () => "An application with fetch() needs the package @hono/node-server, which could not be loaded.",
    fix: () => "Run `npm install @hono/node-server` in the project.",
  },
  MOUNT_REFUSED: {
    exitCode: 2,
    message: (f) => `Nothing can be mounted at ${JSON.stringify(f.prefix)}: ${f.reason}.`,
    fix: () => 'Name a free prefix such as "/files", apart from MEDIA_URL.',
  },
  PORT_IN_USE: {
    exitCode: 1,
    message: (f) =>
      f.tried === 1 ? `Port ${f.port} is in use.` : `Port ${f.port} and the ${f.tried - 1} after it are in use.`,
    fix: (f) =>
      f.tried === 1
        ? "End the server that holds it, name another with --port, or leave --strict-port out to take the next free one."
        : `End a server that holds one of them, or name another with --port ${f.port + f.tried}.`,
  },
  ADDRESS_REFUSED: {
    exitCode: 1,
    message: (f) => `Cannot listen on ${f.host}, port ${f.port}: ${f.reason}.`,
    fix: () => "Name an address of this machine with --host, and a port above 1023 with --port.",
  },
};

/** Makes an error of `@mediaroot/devserver`. */
export const devserverError: ErrorFactory<DevserverFacts> = createErrorFactory(devserverErrors);
