import { defineMedia, type Media, mergeMedia } from "@mediaroot/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Admin } from "./admin.ts";
import { bindForm, type FormErrors, parseForm, rawValues, storeErrors } from "./form.ts";
import type { Row } from "./resource.ts";
import { recordOf, resourceOf, type Visit } from "./resource-visit.ts";
import { formOf } from "./submitted-form.ts";

const MEDIA: Media = defineMedia({ css: { all: ["admin/css/forms.css"] } });

/** Adds the pages that add, change and delete a record of any resource. */
export function addRecordRoutes(app: FastifyInstance, admin: Admin): void {
  const visit = (request: FastifyRequest, reply: FastifyReply): Visit => ({
    request,
    reply,
    visitor: admin.visitorOf(request),
    resource: resourceOf(request, admin.resources),
  });
  app.get("/:resource/add/", { config: { name: "add" } }, (request, reply) =>
    showForm(admin, visit(request, reply), { row: {} }),
  );
  app.post("/:resource/add/", (request, reply) => save(admin, visit(request, reply)));
  app.get("/:resource/:id/", { config: { name: "change" } }, (request, reply) => {
    const visiting = visit(request, reply);
    return showForm(admin, visiting, recordOf(visiting));
  });
  app.post("/:resource/:id/", (request, reply) => {
    const visiting = visit(request, reply);
    return save(admin, { ...visiting, record: recordOf(visiting) });
  });
  app.get("/:resource/:id/delete/", { config: { name: "delete" } }, (request, reply) => {
    const { visitor, resource, ...rest } = visit(request, reply);
    const { id, row } = recordOf({ visitor, resource, ...rest });
    const context = { resource, record_id: id, record_title: resource.title(row) };
    const title = `Delete this ${resource.singular}?`;
    return admin.pages.show(request, reply, { template: "admin/delete.html", title, visitor, media: MEDIA, context });
  });
  app.post("/:resource/:id/delete/", (request, reply) => {
    const visiting = visit(request, reply);
    const { id, row } = recordOf(visiting);
    const { resource, visitor } = visiting;
    resource.store.remove(id);
    admin.tell(visitor, { kind: "success", text: `The ${resource.singular} “${resource.title(row)}” was deleted.` });
    return reply.redirect(reply.url_for("admin:list", { resource: resource.name }), 303);
  });
}

interface Saving extends Visit {
  /** The record to change; without it one is added. */
  readonly record?: { readonly id: string; readonly row: Row };
}

async function save(admin: Admin, saving: Saving): Promise<FastifyReply> {
  const { request, reply, visitor, resource, record } = saving;
  const form = formOf(request);
  const submission = parseForm(resource, form);
  const shown = { id: record?.id, saved: record?.row, row: rawValues(resource, form) };
  if (submission.kind === "invalid") return showForm(admin, saving, { ...shown, errors: submission.errors });
  let id: string;
  try {
    id = await write(saving, submission.values);
  } catch (error) {
    return showForm(admin, saving, { ...shown, errors: storeErrors(error) });
  }
  const title = resource.title(resource.store.get(id) ?? {});
  const done = record === undefined ? "added" : "changed";
  admin.tell(visitor, { kind: "success", text: `The ${resource.singular} “${title}” was ${done}.` });
  const next = form.has("_continue")
    ? reply.url_for("admin:change", { resource: resource.name, id })
    : reply.url_for("admin:list", { resource: resource.name });
  return reply.redirect(next, 303);
}

async function write({ resource, record }: Saving, values: unknown): Promise<string> {
  if (record === undefined) return await resource.store.create(values);
  await resource.store.update(record.id, values);
  return record.id;
}

interface ShownForm {
  /** Of the record that is changed. */
  readonly id?: string | undefined;
  /** The record as it is kept, when `row` is what was submitted. */
  readonly saved?: Row | undefined;
  readonly row: Row;
  readonly errors?: FormErrors;
}

function showForm(admin: Admin, { request, reply, visitor, resource }: Visit, shown: ShownForm): FastifyReply {
  const { id, row, saved = row, errors } = shown;
  const form = bindForm(resource, row, errors);
  const record_title = id === undefined ? undefined : resource.title(saved);
  const site_page = id === undefined ? undefined : resource.sitePage?.(saved);
  return admin.pages.show(request, reply, {
    template: resource.formTemplate ?? "admin/form.html",
    title: record_title ?? `Add a ${resource.singular}`,
    status: errors === undefined ? 200 : 422,
    visitor,
    media: mergeMedia(MEDIA, form.media),
    context: { resource, form, record_id: id, record_title, site_page },
  });
}
