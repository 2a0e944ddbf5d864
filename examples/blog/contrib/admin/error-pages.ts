import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DatabaseError } from "../database/database-error.ts";
import type { Admin } from "./admin.ts";
import { foreignForm } from "./csrf.ts";
import { notFound, PageError } from "./page-error.ts";
import { FORM_LIMIT } from "./submitted-form.ts";
import type { Visitor } from "./visitor.ts";

interface ErrorPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly fix?: string | undefined;
  /** The file at fault; shown only with DEBUG on. */
  readonly file?: string | undefined;
}

/** Answers refusals and database errors with pages of the admin. Any other error goes to the site's own error handler. */
export function addErrorPages(app: FastifyInstance, admin: Admin): void {
  app.setNotFoundHandler(() => {
    throw notFound("The administration has no page at this address.");
  });
  app.setErrorHandler((error, request, reply) => {
    const page = pageOf(error, admin.debug);
    if (page === undefined) throw error;
    if (error instanceof DatabaseError) {
      request.log.error(error.line);
      reply.header("retry-after", 5);
    }
    return showError(admin, { request, reply, page });
  });
}

interface RefusedRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly page: ErrorPage;
}

function showError(admin: Admin, { request, reply, page }: RefusedRequest): FastifyReply {
  const { status, title, ...context } = page;
  const show = (visitor?: Visitor): FastifyReply =>
    admin.pages.show(reply, { template: "admin/error.html", title, status, visitor, context });
  // Sessions and messages are in the database: without it there is no visitor.
  if (status === 503) return show();
  try {
    return show(admin.visitors.find(request));
  } catch (error) {
    if (error instanceof DatabaseError) return show();
    throw error;
  }
}

function pageOf(error: unknown, debug: boolean): ErrorPage | undefined {
  if (error instanceof PageError) return { status: error.statusCode, title: error.message, ...error.page };
  if (error instanceof DatabaseError) {
    const file = debug ? error.file : undefined;
    return { status: 503, title: "The site's database cannot be used", text: error.message, fix: error.fix, file };
  }
  return error instanceof Error ? fastifyPage(error) : undefined;
}

/** @returns the page for an error of Fastify or of one of its plugins */
function fastifyPage(error: Error & { readonly code?: unknown; readonly statusCode?: unknown }): ErrorPage | undefined {
  const { code, statusCode: status } = error;
  if (code === "FST_CSRF_MISSING_SECRET" || code === "FST_CSRF_INVALID_TOKEN") return pageOf(foreignForm(), false);
  if (status === 413) {
    const text = `A form may be at most ${FORM_LIMIT / 1024} KiB large, a login much less.`;
    return { status, title: "This form is too large", text };
  }
  if (status === 415) return { status, title: "This is not a form", text: "The administration reads HTML forms only." };
  const isRefused = typeof status === "number" && status >= 400 && status < 500;
  return isRefused ? { status, title: "This request was not understood", text: "Go back and try again." } : undefined;
}
