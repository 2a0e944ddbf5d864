import type { Server } from "node:http";
import { loadAppConfig, type LoadedApp, type Project } from "@mediaroot/core";
import { suggest } from "@mediaroot/core/internal";
import { createTemplates, type MediaUrlOf, type WarnOfTemplate } from "@mediaroot/templates";
import fastify, { type FastifyHttpOptions, type FastifyInstance } from "fastify";
import { createErrorPages } from "../pages/error-pages.ts";
import { readForms } from "./forms.ts";
import { type AnswerMissing, answerMissing, createMissingRoutes } from "../pages/not-found.ts";
import { type Mount, mountApps, mountsOf, type RouteTables } from "../routes/mount-apps.ts";
import { contextSources, bindPageRenderer, bindRender } from "../pages/rendering.ts";
import { protect, refuseIncomplete } from "./production.ts";
import { createSchemaController } from "./schema-compilers.ts";
import { loadSetup, runSetup } from "./site-setup.ts";
import { createSiteRoutes } from "../routes/site-routes.ts";
import { createRouteNames } from "../routes/url-for.ts";

/** Options of `createApplication`. */
export interface ApplicationOptions {
  /**
   * Fastify's own options, such as `logger`, `trustProxy` and `bodyLimit`.
   *
   * @default { logger: { level: "warn" } }
   */
  readonly fastify?: FastifyHttpOptions<Server> | undefined;
  /**
   * Registers plugins, hooks and error handlers for all apps, before SETUP and before the first app is mounted.
   *
   * @default nothing
   */
  readonly setup?: ((site: FastifyInstance) => void | Promise<void>) | undefined;
  /**
   * The URL of a logical path, for `media_url` and media declarations.
   *
   * @default what MEDIA_MANIFEST has with DEBUG off, else under MEDIA_URL
   */
  readonly mediaUrl?: MediaUrlOf | undefined;
  /**
   * The seconds that an app's `app.ts`, or the file of SETUP, may run.
   *
   * @default 30
   */
  readonly patience?: number | undefined;
  /**
   * Answers requests that match no route while DEBUG is on, unless an app does so itself.
   *
   * @default Fastify answers
   */
  readonly onMissing?: AnswerMissing | undefined;
  /**
   * Called with probable mistakes in templates while DEBUG is on.
   *
   * @default they are logged
   */
  readonly onTemplateWarning?: WarnOfTemplate | undefined;
}

/**
 * Creates a Fastify application from the installed apps of a project. Imports each app's `app.ts`, and does not listen yet.
 *
 * @param project the project, from `loadProject`
 * @throws PRODUCTION_SETTINGS_MISSING, APP_UNFINISHED, APP_IMPORT_FAILED, APP_CONFIG_INVALID, CONTEXT_INVALID, SETUP_NOT_FOUND,
 *   SETUP_UNFINISHED, SETUP_INVALID, SETUP_FAILED, APP_ROUTES_MISSING, APP_ROUTES_INVALID, APP_ROUTES_FAILED, PLUGIN_CLASH, ROUTE_CLASH,
 *   ROUTE_NAME_CLASH, and what `createTemplates` throws
 * @example
 * const app = await createApplication(await loadProject());
 * await app.listen({ port: 8000 });
 */
export async function createApplication(project: Project, options: ApplicationOptions = {}): Promise<FastifyInstance> {
  refuseIncomplete(project);
  const apps = await loadApps(project, options);
  const setup = await loadSetup(project, options.patience);
  const mounts = mountsOf(project, apps);
  const app = fastify({ logger: { level: "warn" }, schemaController: createSchemaController(), ...options.fastify });
  readForms(app);
  const names = createRouteNames();
  const onWarning = options.onTemplateWarning ?? logWarning(app);
  const url_for = names.urlForOf("");
  const templates = createTemplates(project, apps, {
    globals: { url_for },
    onWarning,
    mediaUrl: options.mediaUrl,
    onMissingMedia: (logicalPath, near) => app.log.warn(describeMissing(project, logicalPath, near)),
  });
  decorate(app, { project, templates, url_for });
  const sources = contextSources(project, apps);
  app.decorateReply("render", bindRender(bindPageRenderer(templates, sources)));
  const pages = project.debug ? undefined : createErrorPages(templates, sources);
  if (pages !== undefined) protect(app, project.hosts, pages);
  redirectToSlash(app, mounts, project.debug ? 307 : 308);
  try {
    await app.register(async (site) => {
      await options.setup?.(site);
      const tables: RouteTables = { names, routes: createSiteRoutes(), owners: new Map() };
      if (setup !== undefined) await runSetup(setup, site, tables);
      const { onMissing } = project.debug ? options : {};
      const missing = onMissing && createMissingRoutes(site);
      await mountApps(site, mounts, tables);
      if (onMissing !== undefined) missing?.answer(tables.routes.list(), onMissing);
      if (pages !== undefined) answerMissing(site, pages.answerMissing);
    });
  } catch (error) {
    // Apps must close what they have opened. The first error is the one to report.
    await app.close().catch(() => {});
    throw error;
  }
  return app;
}

/** A request and its reply have the `url_for` of the app whose route it is, or of the site. */
function decorate(
  app: FastifyInstance,
  { project, templates, url_for }: Pick<FastifyInstance, "project" | "templates" | "url_for">,
): void {
  const ofRoute = {
    getter(this: { readonly server: FastifyInstance }) {
      return this.server.url_for;
    },
  };
  app.decorate("project", project).decorate("templates", templates);
  app.decorate("app_label", "").decorate("url_for", url_for);
  app.decorateRequest("url_for", ofRoute).decorateReply("url_for", ofRoute);
}

/** Imports the apps one after another, so that their side effects happen in the order of INSTALLED_APPS. */
async function loadApps({ registry }: Project, { patience }: ApplicationOptions): Promise<readonly LoadedApp[]> {
  const apps: LoadedApp[] = [];
  for (const app of registry.apps) apps.push(await loadAppConfig(app, { patience }));
  return apps;
}

function describeMissing({ debug, settings }: Project, logicalPath: string, near: readonly string[]): string {
  return debug
    ? `A page names ${logicalPath}, which no media source has.${suggest(near)}`
    : `${logicalPath} is not in ${settings.MEDIA_MANIFEST}: pages name it without a hash.`;
}

function logWarning(app: FastifyInstance): WarnOfTemplate {
  return ({ message, location: { file, line, column } }) => app.log.warn(`${file}:${line}:${column}: ${message}`);
}

/** "/admin" redirects to "/admin/", since relative links would break on it. */
function redirectToSlash(app: FastifyInstance, mounts: readonly Mount[], status: 307 | 308): void {
  const prefixes = new Set(mounts.map(({ prefix }) => prefix).filter((prefix) => prefix !== ""));
  app.addHook("onRequest", async (request, reply) => {
    const [path = "", query] = request.url.split(/\?(.*)/s, 2);
    // The router gives /admin/ the same route URL.
    if (path.endsWith("/")) return;
    // The URL may be spelled differently (/%61dmin), or match the route /:slug of another app.
    const prefix = [request.routeOptions.url, path].find((url) => url !== undefined && prefixes.has(url));
    if (prefix !== undefined) await reply.redirect(`${prefix}/${query === undefined ? "" : `?${query}`}`, status);
  });
}
