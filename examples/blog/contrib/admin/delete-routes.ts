import type { FastifyInstance, FastifyReply } from "fastify";
import type { Admin } from "./admin.ts";
import { findRecord, recordOf, type Visit, visitOf } from "./resource-visit.ts";

/** Adds the routes that ask for confirmation and delete a record. */
export function addDeleteRoutes(app: FastifyInstance, admin: Admin): void {
  const path = "/:resource/:id/delete/";
  app.get(path, { config: { name: "delete" } }, (request, reply) => askToDelete(admin, visitOf(admin, request, reply)));
  app.post(path, (request, reply) => deleteRecord(admin, visitOf(admin, request, reply)));
}

function askToDelete(admin: Admin, visit: Visit): FastifyReply {
  const { reply, visitor, resource } = visit;
  const { id, row } = recordOf(visit);
  return admin.pages.show(reply, {
    template: "admin/delete.html",
    title: `Delete this ${resource.singular}?`,
    visitor,
    media: admin.styles("forms"),
    context: { resource, record_id: id, record_title: resource.title(row) },
  });
}

/** A record that is gone already is no error: a double click deletes it twice. */
function deleteRecord(admin: Admin, visit: Visit): FastifyReply {
  const { reply, visitor, resource } = visit;
  const record = findRecord(visit);
  if (record !== undefined) {
    resource.store.remove(record.id);
    admin.addMessage(visitor, `The ${resource.singular} “${resource.title(record.row)}” was deleted.`);
  }
  return reply.redirect(reply.url_for(":list", { resource: resource.name }), 303);
}
