import formbody from "@fastify/formbody";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** The size of the largest form that is read, in bytes. A long post fits. */
export const FORM_LIMIT: number = 1024 * 1024;

/** Lets the admin's routes read HTML forms (`application/x-www-form-urlencoded`) and no other request bodies. */
export async function readForms(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  await app.register(formbody, {
    bodyLimit: FORM_LIMIT,
    // URLSearchParams instead of an object: a field may be sent several times, and the order of fields is kept.
    parser: (text) => new URLSearchParams(text) as object as Record<string, unknown>,
  });
}

/** @returns the submitted form of a request; an empty one when the request has none */
export function formOf({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}
