import { loadAppConfig, type Project } from "@mediaroot/core";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { openAtStart } from "../database/open-at-start.ts";
import { createAdmin } from "./admin.ts";
import { addCookies } from "./cookies.ts";
import { refuseForeignForms } from "./csrf.ts";
import { addDeleteRoutes } from "./delete-routes.ts";
import { addErrorPages } from "./error-pages.ts";
import { addListRoutes } from "./list-routes.ts";
import { addRateLimit } from "./login-limit.ts";
import { addLoginRoutes } from "./login-routes.ts";
import { nextParameter } from "./next-page.ts";
import { addRecordRoutes } from "./record-routes.ts";
import type { AnyResource } from "./resource.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { readForms } from "./submitted-form.ts";
import { createWidgets } from "./widgets.ts";

/** The admin as a Fastify plugin. Mediaroot gives each app a scope of its own, so what it registers reaches no other app. */
export const adminRoutes: FastifyPluginAsync = async (app) => {
  const { project } = app;
  const admin = createAdmin({ project, label: app.app_label, resources: await resourcesOf(app, project) });
  openAtStart(app, admin.database);
  addErrorPages(app, admin);
  await addSecurityHeaders(app);
  await addCookies(app, secretKeyOf(project));
  await readForms(app);
  await refuseForeignForms(app);
  await addRateLimit(app);
  addLoginRoutes(app, admin);
  await app.register(async (guarded) => {
    guarded.addHook("preHandler", async (request, reply) => {
      if (admin.visitors.find(request) === undefined) await askToLogIn(request, reply);
    });
    addListRoutes(guarded, admin);
    addRecordRoutes(guarded, admin);
    addDeleteRoutes(guarded, admin);
  });
};

function secretKeyOf({ settings }: Project): string {
  if (settings.SECRET_KEY !== undefined) return settings.SECRET_KEY;
  throw new Error("contrib/admin signs its cookies with SECRET_KEY. Set it in the settings file.");
}

/** The browser repeats a POST at the new address (307): the login page then keeps the form. */
async function askToLogIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const [route, status] = request.method === "POST" ? ([":resume", 307] as const) : ([":login", 303] as const);
  await reply.redirect(reply.url_for(route, nextParameter(request.url)), status);
}

/** @returns the resources of all installed apps, in the order of INSTALLED_APPS */
async function resourcesOf(app: FastifyInstance, project: Project): Promise<readonly AnyResource[]> {
  const onClose = (work: () => void): void => void app.addHook("onClose", async () => work());
  const site = { project, widgets: createWidgets(app.app_label), onClose };
  const apps = await Promise.all(project.registry.apps.map((one) => loadAppConfig(one)));
  return apps.flatMap(({ config }) => config.admin?.(site) ?? []);
}
