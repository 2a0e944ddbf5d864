import formbody from "@fastify/formbody";
import type { FastifyInstance } from "fastify";

const FORM = /^application\/x-www-form-urlencoded(?:;|$)/;

/**
 * Lets all routes read HTML forms (`application/x-www-form-urlencoded`) of up to `bodyLimit` bytes. `request.body` has a string for each
 * field, and a list for a field that was sent more than once. It has no prototype, so that a field may be called `__proto__`.
 *
 * The parser is registered for a pattern. Fastify refuses a second parser for the same text, and prefers text to patterns, so an app may
 * still register @fastify/formbody in its own scope.
 */
export function readForms(app: FastifyInstance): void {
  const addContentTypeParser = (_type: string, options: object, parse: FormParser): void =>
    app.addContentTypeParser(FORM, { ...options, parseAs: "buffer" }, parse);
  formbody({ addContentTypeParser } as object as FastifyInstance, {}, () => {});
}

type FormParser = (request: unknown, body: Buffer, done: (error: Error | null, body?: unknown) => void) => void;
