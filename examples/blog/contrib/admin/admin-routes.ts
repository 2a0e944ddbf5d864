import { loadAppConfig, type Project } from "@mediaroot/core";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
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
      await askToLogIn(request, reply);
    });
    addListRoutes(guarded, admin);
    addRecordRoutes(guarded, admin);
    addDeleteRoutes(guarded, admin);
  });
};

/** A form that was sent is sent on (307), for the login page to keep; any other page is asked for again after the login. */
async function askToLogIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const [route, status] = request.method === "POST" ? ([":resume", 307] as const) : ([":login", 303] as const);
  await reply.redirect(reply.url_for(route, { next: request.url }), status);
}

/** What the installed apps give the admin, in the order of INSTALLED_APPS. */
async function resourcesOf(app: FastifyInstance, project: Project): Promise<readonly AnyResource[]> {
  const onClose = (work: () => void): void => void app.addHook("onClose", async () => work());
  const site = { project, widgets: createWidgets(app.app_label), onClose };
  const apps = await Promise.all(project.registry.apps.map(loadAppConfig));
  return apps.flatMap(({ config }) => config.admin?.(site) ?? []);
}
