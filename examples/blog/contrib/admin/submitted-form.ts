import type { FastifyInstance, FastifyRequest } from "fastify";

/** The largest form that is read, in bytes: a long post fits, nothing that could hurt does. */
export const FORM_LIMIT: number = 1024 * 1024;

/** Reads HTML forms (`application/x-www-form-urlencoded`) as URLSearchParams, and nothing else, within this app only. */
export function readForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: FORM_LIMIT },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
}

/** @returns the form that a request brought; an empty one when it brought none */
export function formOf(request: FastifyRequest): URLSearchParams {
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
}
