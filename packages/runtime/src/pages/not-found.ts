import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SiteRoute } from "../routes/site-routes.ts";

/** A request that no route answered. */
export interface MissingRoute {
  /** All routes of the site. */
  readonly routes: readonly SiteRoute[];
  /** The URL pattern of the route that called `reply.callNotFound()`, if one did. */
  readonly matched: string | undefined;
}

/** Answers a request that no route answered. */
export type AnswerMissing = (request: FastifyRequest, reply: FastifyReply, missing: MissingRoute) => unknown;

/** The not-found handler of a site. */
export interface MissingRoutes {
  /** Installs the handler. Apps that set their own keep it. */
  answer(routes: readonly SiteRoute[], answer: AnswerMissing): void;
}

/** Tracks which route matches each request. To be called before the apps are mounted. */
export function createMissingRoutes(site: FastifyInstance): MissingRoutes {
  const matched = new WeakMap<FastifyRequest, string>();
  site.addHook("onRequest", async (request) => {
    if (request.routeOptions.url !== undefined) matched.set(request, request.routeOptions.url);
  });
  return {
    answer(routes, answer) {
      answerMissing(site, (request, reply) => answer(request, reply, { routes, matched: matched.get(request) }));
    },
  };
}

/** Sets the not-found handler of a site, unless SETUP or the app at "/" has set one. */
export function answerMissing(
  site: FastifyInstance,
  answer: (request: FastifyRequest, reply: FastifyReply) => unknown,
): void {
  try {
    site.setNotFoundHandler(answer);
  } catch {
    // Fastify allows one handler for each prefix.
  }
}
