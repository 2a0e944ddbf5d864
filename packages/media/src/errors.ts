import { defineErrors, type ErrorCatalogue, type ErrorFactory } from "@mediaroot/core/media";

/** The facts of each error of `@mediaroot/media`. */
export interface MediaFacts {
  readonly APPLICATION_UNUSABLE: { readonly found: string; readonly write?: string | undefined };
  readonly FETCH_ADAPTER_MISSING: object;
  readonly MOUNT_REFUSED: { readonly prefix: string; readonly reason: string };
}

/** The errors of `@mediaroot/media`. */
export const mediaErrors: ErrorCatalogue<MediaFacts> = {
  APPLICATION_UNUSABLE: {
    exitCode: 1,
    message: (f) => `This is not a Node application: ${f.found}.`,
    fix: (f) =>
      f.write ??
      "Give a function (request, response), an Express, Connect, Koa, polka, Fastify, Nest or hapi application, an object with fetch(), or an http.Server.",
  },
  FETCH_ADAPTER_MISSING: {
    exitCode: 1,
    message: () => "An application with fetch() needs the package @hono/node-server, which could not be loaded.",
    fix: () => "Run `npm install @hono/node-server` in the project.",
  },
  MOUNT_REFUSED: {
    exitCode: 2,
    message: (f) => `Nothing can be mounted at ${JSON.stringify(f.prefix)}: ${f.reason}.`,
    fix: () => 'Name a free prefix such as "/files", apart from MEDIA_URL, and a directory of its own.',
  },
};

/** Makes an error of `@mediaroot/media`. */
export const mediaError: ErrorFactory<MediaFacts> = defineErrors(mediaErrors);
