import { createHmac } from "node:crypto";
import cookie from "@fastify/cookie";
import type { FastifyInstance } from "fastify";

/** Options of the admin's cookies: signed, unreadable for scripts, and not sent along with another site's form. */
export const COOKIE_OPTIONS = { path: "/", httpOnly: true, sameSite: "lax", secure: "auto", signed: true } as const;

/**
 * Registers @fastify/cookie for the admin's routes.
 *
 * @param secretKey SECRET_KEY
 */
export async function addCookies(app: FastifyInstance, secretKey: string): Promise<void> {
  // A site may have registered the plugin for all its apps; registering it again would fail.
  if (app.hasRequestDecorator("unsignCookie")) return;
  // With a key of its own the admin does not accept values that another app has signed with SECRET_KEY.
  const secret = createHmac("sha256", secretKey).update("cookies of contrib/admin").digest();
  await app.register(cookie, { secret });
}
