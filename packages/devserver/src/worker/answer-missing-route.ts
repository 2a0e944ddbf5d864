import type { AnswerMissing } from "@mediaroot/runtime";
import { methodsAt, nearRoutes } from "./near-routes.ts";
import { type MissingRoutePage, renderMissingRoute, renderMissingRouteText } from "../pages/missing-route.ts";
import { PAGE_POLICY } from "@mediaroot/media/pages";

/** Answers a request without a route by a list of all routes; a client that accepts neither HTML nor text gets Fastify's answer. */
export const answerMissingRoute: AnswerMissing = (request, reply, { routes, matched }) => {
  const [path = ""] = request.url.split("?");
  const methods = methodsAt(path, routes);
  const page: MissingRoutePage = {
    method: request.method,
    url: request.url,
    routes,
    matched,
    allowed: methods.includes(request.method) ? [] : methods,
    near: nearRoutes(path, routes),
  };
  reply.code(404).headers({ "cache-control": "no-store", "x-content-type-options": "nosniff", vary: "accept" });
  const accept = request.headers.accept?.toLowerCase() ?? "";
  if (accept.includes("text/html")) {
    return reply
      .header("content-security-policy", PAGE_POLICY)
      .type("text/html; charset=utf-8")
      .send(renderMissingRoute(page));
  }
  if (accept.includes("text/plain")) return reply.type("text/plain; charset=utf-8").send(renderMissingRouteText(page));
  return reply.send({
    message: `Route ${request.method}:${request.url} not found`,
    error: "Not Found",
    statusCode: 404,
  });
};
