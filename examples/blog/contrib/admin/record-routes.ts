import { randomUUID } from "node:crypto";
import { mergeMedia } from "@mediaroot/core";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Admin } from "./admin.ts";
import { bindForm, type FormErrors, parseForm, rawValues, storeErrors } from "./form.ts";
import { asksPassword } from "./kept-form.ts";
import type { Row } from "./resource.ts";
import { findRecord, recordOf, type StoredRecord, type Visit, visitOf } from "./resource-visit.ts";
import type { Outcome } from "./submissions.ts";
import { formOf } from "./submitted-form.ts";

/** Adds the routes that add and change a record. */
export function addRecordRoutes(app: FastifyInstance, admin: Admin): void {
  app.get("/:resource/add/", { config: { name: "add" } }, (request, reply) =>
    showForm(admin, visitOf(admin, request, reply), { row: {} }),
  );
  app.post("/:resource/add/", async (request, reply) => {
    const visit = visitOf(admin, request, reply);
    const outcome = await admin.submissions.once(formOf(request), () => save(admin, visit));
    return answer(admin, visit, { outcome });
  });
  app.get("/:resource/:id/", { config: { name: "change" } }, (request, reply) => {
    const visit = visitOf(admin, request, reply);
    const record = recordOf(visit);
    return showForm(admin, visit, { record, row: record.row });
  });
  app.post("/:resource/:id/", async (request, reply) => {
    const visit = visitOf(admin, request, reply);
    const record = findRecord(visit);
    if (record === undefined) return showAgain(admin, visit, formOf(request));
    return answer(admin, visit, { outcome: await save(admin, visit, record), record });
  });
}

/** Changes `record`; without it, adds one. */
async function save(admin: Admin, visit: Visit, record?: StoredRecord): Promise<Outcome> {
  const { request, reply, visitor, resource } = visit;
  const form = formOf(request);
  const submission = parseForm(resource, form);
  if (submission.kind === "invalid") return { kind: "refused", errors: submission.errors };
  let id: string;
  try {
    id = await write(visit, submission.values, record);
  } catch (error) {
    return { kind: "refused", errors: storeErrors(error) };
  }
  const title = resource.title(resource.store.get(id) ?? {});
  const done = record === undefined ? "added" : "changed";
  admin.addMessage(visitor, `The ${resource.singular} “${title}” was ${done}.`);
  const location = form.has("_continue")
    ? reply.url_for(":change", { resource: resource.name, id })
    : reply.url_for(":list", { resource: resource.name });
  return { kind: "saved", location };
}

async function write({ resource }: Visit, values: unknown, record: StoredRecord | undefined): Promise<string> {
  if (record === undefined) return await resource.store.create(values);
  await resource.store.update(record.id, values);
  return record.id;
}

interface Answered {
  readonly outcome: Outcome;
  readonly record?: StoredRecord;
}

function answer(admin: Admin, visit: Visit, { outcome, record }: Answered): FastifyReply {
  if (outcome.kind === "saved") return visit.reply.redirect(outcome.location, 303);
  const row = rawValues(visit.resource, formOf(visit.request));
  return showForm(admin, visit, { record, row, errors: outcome.errors, status: 422 });
}

/**
 * Shows a form again that was not saved because its session had ended, or because somebody had deleted the record. Nothing that
 * the user wrote is lost, but for passwords.
 */
export function showAgain(admin: Admin, visit: Visit, form: URLSearchParams): FastifyReply {
  const { resource, id } = visit;
  const record = findRecord(visit);
  const row = rawValues(resource, form);
  const isGone = id !== undefined && record === undefined;
  const again = resource.fields.some(asksPassword) ? " A password has to be written again." : "";
  const text = isGone
    ? `This ${resource.singular} was deleted in the meantime. Save it to add it once more.`
    : `Your session had ended. Check it, and save it now.${again}`;
  return showForm(admin, visit, { record, row, errors: new Map([["", [text]]]), status: isGone ? 409 : 200 });
}

interface ShownForm {
  /** The record to change. Without it the form adds one. */
  readonly record?: StoredRecord | undefined;
  /** The values of the record, or those that were submitted. */
  readonly row: Row;
  readonly errors?: FormErrors;
  readonly status?: number;
}

function showForm(admin: Admin, visit: Visit, { record, row, errors, status }: ShownForm): FastifyReply {
  const { reply, visitor, resource } = visit;
  const form = bindForm(resource, row, errors);
  const values = { resource: resource.name, id: record?.id };
  const context = {
    resource,
    form,
    action: reply.url_for(record === undefined ? ":add" : ":change", values),
    submission: record === undefined ? randomUUID() : undefined,
    record_id: record?.id,
    record_title: record && resource.title(record.row),
    site_page: record && resource.sitePage?.(record.row),
  };
  return admin.pages.show(reply, {
    template: resource.formTemplate ?? "admin/form.html",
    title: context.record_title ?? `Add a ${resource.singular}`,
    status,
    visitor,
    media: mergeMedia(admin.styles("forms"), form.media),
    context,
  });
}
