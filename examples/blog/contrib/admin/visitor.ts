import type { FastifyReply, FastifyRequest } from "fastify";
import { readCookie, writeCookie } from "./browser-cookies.ts";
import { SESSION_SECONDS, type Sessions } from "./sessions.ts";
import { createSigner } from "./signing.ts";
import type { User } from "./users.ts";

/** A browser that is logged in. */
export interface Visitor {
  readonly user: User;
  /** The key of its session. */
  readonly key: string;
}

/** The session cookie: who sends a request. */
export interface Visitors {
  /** Whoever logged in with this very request too. */
  find(request: FastifyRequest): Visitor | undefined;
  logIn(reply: FastifyReply, user: User): void;
  logOut(request: FastifyRequest, reply: FastifyReply): void;
}

const COOKIE = "admin_session";

/**
 * Makes the visitors of the admin.
 *
 * @param secret SECRET_KEY
 */
export function createVisitors(sessions: Sessions, secret: string): Visitors {
  const signer = createSigner(secret, "session");
  const arrived = new WeakMap<FastifyRequest, Visitor>();
  const keyOf = (request: FastifyRequest): string | undefined => signer.unsign(readCookie(request, COOKIE));
  return {
    find(request) {
      const known = arrived.get(request);
      if (known !== undefined) return known;
      const key = keyOf(request);
      const user = key === undefined ? undefined : sessions.find(key);
      return key === undefined || user === undefined ? undefined : { key, user };
    },
    logIn(reply, user) {
      const key = sessions.begin(user);
      arrived.set(reply.request, { key, user });
      writeCookie(reply, { name: COOKIE, value: signer.sign(key), maxAge: SESSION_SECONDS });
    },
    logOut(request, reply) {
      const key = keyOf(request);
      if (key !== undefined) sessions.end(key);
      writeCookie(reply, { name: COOKIE, value: "", maxAge: 0 });
    },
  };
}
