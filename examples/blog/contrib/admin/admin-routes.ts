import { loadAppConfig, type Project } from "@mediaroot/core";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import { openAtStart } from "../database/open-at-start.ts";
import { createAdmin } from "./admin.ts";
import { addDeleteRoutes } from "./delete-routes.ts";
import { addErrorPages } from "./error-pages.ts";
import { addListRoutes } from "./list-routes.ts";
import { addLoginRoutes } from "./login-routes.ts";
import { addRecordRoutes } from "./record-routes.ts";
import type { AnyResource } from "./resource.ts";
import { formOf, readForms } from "./submitted-form.ts";
import { createWidgets } from "./widgets.ts";

/** The admin as a Fastify plugin. */
export const adminRoutes: FastifyPluginAsync = async (app) => {
  const { project } = app;
  const admin = createAdmin({ project, label: app.app_label, resources: await resourcesOf(app, project) });
  openAtStart(app, admin.database);
  readForms(app);
  addErrorPages(app, admin, project.debug);
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers({
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  });
  app.addHook("preHandler", async (request) => {
    if (request.method === "POST") admin.csrf.check(request, formOf(request));
  });
  addLoginRoutes(app, admin);
  await app.register(async (guarded) => {
    guarded.addHook("preHandler", async (request, reply) => {
      if (admin.visitors.find(request) !== undefined) return;
      await reply.redirect(reply.url_for(":login", { next: request.url }), 303);
    });
    addListRoutes(guarded, admin);
    addRecordRoutes(guarded, admin);
    addDeleteRoutes(guarded, admin);
  });
};

/** What the installed apps give the admin, in the order of INSTALLED_APPS. */
async function resourcesOf(app: FastifyInstance, project: Project): Promise<readonly AnyResource[]> {
  const onClose = (work: () => void): void => void app.addHook("onClose", async () => work());
  const site = { project, widgets: createWidgets(app.app_label), onClose };
  const apps = await Promise.all(project.registry.apps.map(loadAppConfig));
  return apps.flatMap(({ config }) => config.admin?.(site) ?? []);
}
