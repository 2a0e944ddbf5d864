import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { readCookie, writeCookie } from "./browser-cookies.ts";
import { PageError } from "./page-error.ts";
import { createSigner, sameText } from "./signing.ts";

/** Tells our own forms from those that another site makes a browser send. */
export interface Csrf {
  /** @returns the token for a form's hidden field `csrf_token`; sets its cookie when there is none */
  token(request: FastifyRequest, reply: FastifyReply): string;
  /**
   * @param form a submitted form
   * @throws PageError (403) when its token is not the cookie's, or another site sent it
   */
  check(request: FastifyRequest, form: URLSearchParams): void;
  /** Gives the browser a new secret: after a login, tokens from before are worth nothing. */
  rotate(reply: FastifyReply): void;
}

const COOKIE = "admin_csrf";

/**
 * Makes the check: a signed random cookie, which another site can neither read nor set, must match the form's field.
 *
 * @param secret SECRET_KEY
 */
export function createCsrf(secret: string): Csrf {
  const cookies = createSigner(secret, "csrf cookie");
  const fields = createSigner(secret, "csrf field");
  const given = new WeakMap<FastifyRequest, string>();
  const fresh = (reply: FastifyReply): string => {
    const value = randomBytes(24).toString("base64url");
    given.set(reply.request, value);
    writeCookie(reply, { name: COOKIE, value: cookies.sign(value) });
    return value;
  };
  return {
    token: (request, reply) =>
      fields.sign(given.get(request) ?? cookies.unsign(readCookie(request, COOKIE)) ?? fresh(reply)),
    check(request, form) {
      const cookie = cookies.unsign(readCookie(request, COOKIE));
      const field = fields.unsign(form.get("csrf_token") ?? undefined);
      if (cookie !== undefined && field !== undefined && sameText(cookie, field) && !isCrossSite(request)) return;
      throw new PageError(403, "This form was not accepted", {
        text: "It did not come from this site, or the page it was on is out of date.",
        fix: "Go back, load the page again and send the form once more. Cookies must be allowed.",
      });
    },
    rotate: (reply) => void fresh(reply),
  };
}

/** Only the host is compared: behind a proxy that ends TLS we do not know the scheme. */
function isCrossSite(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== request.host);
}
