import { parseCookie, stringifySetCookie } from "cookie";
import type { FastifyReply, FastifyRequest } from "fastify";

/** @returns the value of a cookie that the browser sent */
export function readCookie(request: FastifyRequest, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? "")[name];
}

/**
 * Sets a cookie that no script can read and that no other site's form sends along.
 *
 * @param cookie without `maxAge` (seconds) it ends with the browser; `maxAge: 0` removes it
 */
export function writeCookie(
  reply: FastifyReply,
  cookie: { readonly name: string; readonly value: string; readonly maxAge?: number },
): void {
  const secure = reply.request.protocol === "https";
  reply.header("set-cookie", stringifySetCookie({ ...cookie, path: "/", httpOnly: true, sameSite: "lax", secure }));
}
