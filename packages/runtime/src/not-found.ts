import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SiteRoute } from "./site-routes.ts";

/** A request that no route has answered. */
export interface MissingRoute {
  readonly routes: readonly SiteRoute[];
  /** The URL pattern of the route that took the request and then called `reply.callNotFound()`. */
  readonly matched: string | undefined;
}

/** Answers such a request. */
export type AnswerMissing = (request: FastifyRequest, reply: FastifyReply, missing: MissingRoute) => unknown;

/** What answers for a site once its apps are mounted. */
export interface MissingRoutes {
  /** Begins to. An app that handles such requests itself, at its own prefix or for the whole site, goes on doing so. */
  answer(routes: readonly SiteRoute[], answer: AnswerMissing): void;
}

/** Creates it before the apps are mounted: from then on it notes which route takes a request. */
export function createMissingRoutes(site: FastifyInstance): MissingRoutes {
  const matched = new WeakMap<FastifyRequest, string>();
  site.addHook("onRequest", async (request) => {
    if (request.routeOptions.url !== undefined) matched.set(request, request.routeOptions.url);
  });
  return {
    answer(routes, answer) {
      try {
        site.setNotFoundHandler((request, reply) => answer(request, reply, { routes, matched: matched.get(request) }));
      } catch {
        // Fastify takes one for a prefix, and an app at "/" has given its own.
      }
    },
  };
}
