import type { Templates } from "@mediaroot/templates";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type ContextSource, bindPageRenderer } from "./rendering.ts";

// An `import` evaluates every export, and with WebSocket loads Node's fetch, which takes 13 ms.
const { STATUS_CODES } = process.getBuiltinModule("node:http");

/** The answers to visitors whose request failed, in production. */
export interface ErrorPages {
  /** Whether the client is a browser, and the site has a page for a status. */
  has(request: FastifyRequest, status: number): boolean;
  /** Answers a browser with the site's page, and others with the name of the status: as JSON to who asks for it, else as text. */
  answer(request: FastifyRequest, reply: FastifyReply, status: number): Promise<FastifyReply>;
  /** Answers a request that no route took. Only browsers get a page or text, others get Fastify's JSON. */
  answerMissing(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
}

interface ErrorPage {
  readonly status: number;
  readonly html: string | undefined;
}

/**
 * Creates the error pages of a site, from templates that are called like a status: `404.html`. For any status from 500 on `500.html` is
 * the page if there is no nearer one; it is rendered without context functions, since these may be what has failed (Django's
 * `server_error` does so too). A page that itself fails is answered as a 500, and a failing `500.html` as plain text.
 *
 * @param sources the context functions
 */
export function createErrorPages(templates: Templates, sources: readonly ContextSource[]): ErrorPages {
  const renderPage = bindPageRenderer(templates, sources);
  const renderAlone = bindPageRenderer(templates, []);
  const isThere = (status: number): boolean => hasPage(templates, status);
  const render = async (request: FastifyRequest, reply: FastifyReply, status: number): Promise<ErrorPage> => {
    if (!isThere(status)) return { status, html: undefined };
    const page = { template: namesOf(status), context: { status, request_path: request.url.split("?", 1)[0] ?? "" } };
    try {
      return { status, html: await (status < 500 ? renderPage : renderAlone)(reply, page) };
    } catch (error) {
      request.log.error(error);
      return status < 500 ? render(request, reply, 500) : { status, html: undefined };
    }
  };
  const answer: ErrorPages["answer"] = async (request, reply, wanted) => {
    const form = formOf(request);
    const { status, html } = form === "html" ? await render(request, reply, wanted) : { status: wanted };
    varyByAccept(reply.code(status));
    if (html !== undefined) return reply.type("text/html; charset=utf-8").send(html);
    const error = STATUS_CODES[status] ?? "Error";
    return form === "json"
      ? reply.send({ message: error, error, statusCode: status })
      : reply.type("text/plain; charset=utf-8").send(`${error}\n`);
  };
  return {
    answer,
    has: (request, status) => formOf(request) === "html" && isThere(status),
    async answerMissing(request, reply) {
      if (formOf(request) === "html") return answer(request, reply, 404);
      const message = `Route ${request.method}:${request.url} not found`;
      return varyByAccept(reply.code(404)).send({ message, error: "Not Found", statusCode: 404 });
    },
  };
}

function hasPage(templates: Templates, status: number): boolean {
  try {
    return templates.find(namesOf(status)) !== undefined;
  } catch {
    // There is a page that cannot be read: rendering it fails, which is answered as a 500.
    return true;
  }
}

function varyByAccept(reply: FastifyReply): FastifyReply {
  const others = [reply.getHeader("vary") ?? []].flat();
  return reply.header("vary", [...others, "accept"].join(", "));
}

function namesOf(status: number): readonly string[] {
  return status > 500 ? [`${status}.html`, "500.html"] : [`${status}.html`];
}

function formOf({ headers }: FastifyRequest): "html" | "json" | "text" {
  const accept = headers.accept?.toLowerCase() ?? "";
  if (accept.includes("text/html")) return "html";
  return accept.includes("json") ? "json" : "text";
}
