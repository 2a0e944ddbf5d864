import type { FastifyReply, FastifyRequest } from "fastify";
import { COOKIE_OPTIONS } from "./cookies.ts";
import { SESSION_SECONDS, type Sessions } from "./sessions.ts";
import type { User } from "./users.ts";

/** A browser that is logged in. */
export interface Visitor {
  readonly user: User;
  /** The key of its session. */
  readonly key: string;
}

/** Knows by the session cookie who sends a request. */
export interface Visitors {
  /** @returns who sends a request; undefined for a browser that is not logged in */
  find(request: FastifyRequest): Visitor | undefined;
  /** Begins a session. From now on `find` gives the user for this very request too. */
  logIn(reply: FastifyReply, user: User): void;
  logOut(request: FastifyRequest, reply: FastifyReply): void;
}

const COOKIE = "admin_session";

/** Creates the visitors of the admin. */
export function createVisitors(sessions: Sessions): Visitors {
  const loggedIn = new WeakMap<FastifyRequest, Visitor>();
  const keyOf = (request: FastifyRequest): string | undefined =>
    request.unsignCookie(request.cookies[COOKIE] ?? "").value ?? undefined;
  return {
    find(request) {
      const visitor = loggedIn.get(request);
      if (visitor !== undefined) return visitor;
      const key = keyOf(request);
      const user = key === undefined ? undefined : sessions.find(key);
      return key === undefined || user === undefined ? undefined : { key, user };
    },
    logIn(reply, user) {
      const key = sessions.begin(user);
      loggedIn.set(reply.request, { key, user });
      reply.setCookie(COOKIE, key, { ...COOKIE_OPTIONS, maxAge: SESSION_SECONDS });
    },
    logOut(request, reply) {
      const key = keyOf(request);
      if (key !== undefined) sessions.end(key);
      reply.clearCookie(COOKIE, COOKIE_OPTIONS);
    },
  };
}
