import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";

/** A redirect sends the address in a header, and nginx by default refuses answers with headers of more than 4 KiB. */
const MAX_ESCAPED_LENGTH = 2000;

const query = z.object({ next: z.string().catch("") });

/** @returns the parameter `next` of a redirect to the login page; an address that is too long is left out */
export function nextParameter(url: string): { readonly next?: string } {
  return isLong(url) ? {} : { next: url };
}

/** @returns the parameter `next` of a request as it was sent: anybody may have written it */
export function requestedNext(request: FastifyRequest): string {
  return query.parse(request.query).next;
}

/**
 * Decides which page follows the login. Only the admin's own pages are allowed: a link to the login page must not lead its
 * reader to another site.
 *
 * @param next what `requestedNext` gives, or the field of a form
 * @returns `next`, or the index of the admin
 */
export function pageAfterLogin(reply: FastifyReply, next: string): string {
  const index = reply.url_for(":index");
  // A browser rewrites `..`, `%2e%2e`, `\` and addresses of other hosts. An address that stays as it is means what it says.
  const base = "http://this.invalid";
  if (isLong(next) || !URL.canParse(next, base)) return index;
  const { pathname, search } = new URL(next, base);
  return next === pathname + search && next.startsWith(index) && !next.startsWith("//") ? next : index;
}

function isLong(address: string): boolean {
  return encodeURIComponent(address.toWellFormed()).length > MAX_ESCAPED_LENGTH;
}
