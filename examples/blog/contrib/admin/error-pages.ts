import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DatabaseError } from "../database/database-error.ts";
import type { Admin } from "./admin.ts";
import { notFound, PageError } from "./page-error.ts";
import { FORM_LIMIT } from "./submitted-form.ts";
import type { Visitor } from "./visitor.ts";

interface ErrorPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly fix?: string | undefined;
  /** The file that is at fault, for whoever develops the site. */
  readonly file?: string | undefined;
}

/** Answers refusals and an unusable database with pages of the admin; any other error goes to the site's own handler. */
export function addErrorPages(app: FastifyInstance, admin: Admin, debug: boolean): void {
  app.setNotFoundHandler(() => {
    throw notFound("Nothing of the administration has this address.");
  });
  app.setErrorHandler((error, request, reply) => {
    const page = pageOf(error, debug);
    if (page === undefined) throw error;
    if (error instanceof DatabaseError) {
      request.log.error(error.line);
      reply.header("retry-after", 5);
    }
    return showError(admin, { request, reply, page });
  });
}

interface Refused {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly page: ErrorPage;
}

function showError(admin: Admin, { request, reply, page }: Refused): FastifyReply {
  const { status, title, ...context } = page;
  const show = (visitor?: Visitor): FastifyReply =>
    admin.pages.show(request, reply, { template: "admin/error.html", title, status, visitor, context });
  // Without its database the site knows nobody, and has kept nothing to tell them.
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
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  if (status === 413) {
    const text = `A form may hold ${FORM_LIMIT / 1024} KiB at the most, a login much less.`;
    return { status, title: "This form is too large", text };
  }
  if (status === 415) return { status, title: "This is not a form", text: "Only HTML forms are read here." };
  const isRefused = typeof status === "number" && status >= 400 && status < 500;
  return isRefused ? { status, title: "This request was not understood", text: "Go back and try again." } : undefined;
}
