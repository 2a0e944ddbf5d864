import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { Admin } from "./admin.ts";
import { notFound } from "./page-error.ts";
import { type Visit, visitOf } from "./resource-visit.ts";

const PER_PAGE = 50;
const listQuery = z.object({
  q: z.string().max(200).catch(""),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

/** Adds the index of the admin and the list of each resource's records. */
export function addListRoutes(app: FastifyInstance, admin: Admin): void {
  app.get("/", { config: { name: "index" } }, (request, reply) => {
    const summaries = admin.resources.map((resource) => ({
      resource,
      total: resource.store.list({ search: "", limit: 1, offset: 0 }).total,
    }));
    return admin.pages.show(reply, {
      template: "admin/index.html",
      title: "Site administration",
      visitor: admin.visitorOf(request),
      media: admin.styles("forms", "list"),
      context: { summaries },
    });
  });
  app.get("/:resource/", { config: { name: "list" } }, (request, reply) =>
    showList(admin, visitOf(admin, request, reply)),
  );
}

function showList(admin: Admin, { request, reply, visitor, resource }: Visit): FastifyReply {
  const { q: search, page } = listQuery.parse(request.query);
  const { rows, total } = resource.store.list({ search, limit: PER_PAGE, offset: (page - 1) * PER_PAGE });
  if (page > 1 && rows.length === 0) throw notFound(`The list of ${resource.plural} has no page ${page}.`);
  return admin.pages.show(reply, {
    template: "admin/list.html",
    title: `All ${resource.plural}`,
    visitor,
    media: admin.styles("forms", "list"),
    context: { resource, rows, search, page, pages: Math.ceil(total / PER_PAGE) },
  });
}
