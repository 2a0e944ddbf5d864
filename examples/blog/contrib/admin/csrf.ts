import csrfProtection from "@fastify/csrf-protection";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { COOKIE_OPTIONS } from "./cookies.ts";
import { PageError } from "./page-error.ts";
import { formOf } from "./submitted-form.ts";

const COOKIE = "admin_csrf";

/**
 * Registers @fastify/csrf-protection: the field `csrf_token` of each submitted form must match a signed cookie. A template
 * writes the field by `csrf_field()`. Other forms are refused with a PageError (403).
 */
export async function refuseForeignForms(app: FastifyInstance): Promise<void> {
  await app.register(csrfProtection, {
    cookieKey: COOKIE,
    cookieOpts: COOKIE_OPTIONS,
    getToken: (request) => formOf(request).get("csrf_token") ?? undefined,
  });
  app.addHook("preHandler", (request, reply, done) => {
    if (request.method !== "POST") return done();
    // The plugin compares tokens only. The origin is a second barrier, should a token leak.
    if (isCrossSite(request)) return done(foreignForm());
    app.csrfProtection(request, reply, done);
  });
}

/** Replaces the secret in the browser's cookie: tokens from before a login are worth nothing after it. */
export function renewCsrfSecret(request: FastifyRequest, reply: FastifyReply): void {
  // The plugin makes a new secret for a browser that has sent none.
  delete request.cookies[COOKIE];
  reply.generateCsrf();
}

/** @returns the page about a form whose origin or token is wrong */
export function foreignForm(): PageError {
  return new PageError(403, "This form was not accepted", {
    text: "It did not come from this site, or the page it was on is out of date.",
    fix: "Go back, load the page again and send the form once more. Cookies must be allowed.",
  });
}

/** Compares hosts without schemes: behind a proxy that ends TLS the application may not know its scheme. */
function isCrossSite({ headers, host }: FastifyRequest): boolean {
  const { origin } = headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}
