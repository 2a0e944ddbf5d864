import { randomBytes } from "node:crypto";
import helmet from "@fastify/helmet";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Registers @fastify/helmet for the admin's routes, and forbids caches to store its pages. */
export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    // Each page has a policy of its own: see `allowOwnMedia`.
    contentSecurityPolicy: false,
    // These two hold for all apps of the host: the site decides about them.
    strictTransportSecurity: false,
    originAgentCluster: false,
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
  });
  app.addHook("onRequest", async (_request, reply) => void reply.header("cache-control", "no-store"));
}

/**
 * Sends a Content-Security-Policy (https://www.w3.org/TR/CSP3/) with a page: the browser loads only the scripts and style
 * sheets that carry the page's nonce.
 *
 * @param mediaUrl MEDIA_URL
 * @returns the nonce, new for each page. It is not one of helmet's: helmet makes two, one for scripts and one for style sheets,
 *   while `{{ media_css }}` and `{{ media_js }}` write the same `csp_nonce`
 */
export function allowOwnMedia(reply: FastifyReply, mediaUrl: string): string {
  const nonce = randomBytes(16).toString("base64");
  const mediaHost = URL.canParse(mediaUrl) ? [new URL(mediaUrl).origin] : [];
  const directives = {
    "default-src": "'none'",
    "script-src": `'nonce-${nonce}'`,
    "style-src": `'nonce-${nonce}'`,
    // The preview of a post aligns the columns of a table by style attributes.
    "style-src-attr": "'unsafe-inline'",
    // A post may show images of any site.
    "img-src": ["'self'", "data:", "https:", ...mediaHost],
    "font-src": ["'self'", ...mediaHost],
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
  };
  reply.helmet({ contentSecurityPolicy: { useDefaults: false, directives } });
  return nonce;
}
