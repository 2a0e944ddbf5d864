import type { Server } from "node:http";
import { isAllowedHost, loadAppConfig, type LoadedApp, type Project } from "@mediaroot/core";
import { createTemplates, type MediaUrlOf, type WarnOfTemplate } from "@mediaroot/templates";
import fastify, { type FastifyError, type FastifyHttpOptions, type FastifyInstance } from "fastify";
import { runtimeError } from "./errors.ts";
import { type AnswerMissing, createMissingRoutes } from "./not-found.ts";
import { type Mount, mountApps, mountsOf } from "./mount-apps.ts";
import { contextSources, createRender } from "./rendering.ts";
import { createSiteRoutes } from "./site-routes.ts";
import { createRouteNames } from "./url-for.ts";

// An import would take every export, and with WebSocket load Node's fetch: 13 ms of a start.
const { STATUS_CODES } = process.getBuiltinModule("node:http");

/** What a site adds to its apps. */
export interface ApplicationOptions {
  /** Fastify's own options: `logger`, `trustProxy`, `bodyLimit`. Default: a logger of warnings and errors. */
  readonly fastify?: FastifyHttpOptions<Server> | undefined;
  /** Registers what every app is to have, before the first is mounted: plugins, hooks, an error handler. */
  readonly setup?: ((site: FastifyInstance) => void | Promise<void>) | undefined;
  /** The URL of a logical path, for `media_url` and media declarations. Default: what MEDIA_MANIFEST has with DEBUG off, else under MEDIA_URL. */
  readonly mediaUrl?: MediaUrlOf | undefined;
  /** The seconds that an app's `app.ts` may run. Default 30. */
  readonly patience?: number | undefined;
  /** Answers requests that no route takes while DEBUG is on, for apps that do not do it themselves. Default: Fastify's answer. */
  readonly onMissing?: AnswerMissing | undefined;
  /** Hears of probable mistakes in templates while DEBUG is on. Default: the logger. */
  readonly onTemplateWarning?: WarnOfTemplate | undefined;
}

/**
 * Makes one Fastify application of a project's installed apps. Imports each app's `app.ts`; does not listen yet.
 *
 * @param project what `loadProject` gives
 * @throws PRODUCTION_SETTINGS_MISSING, APP_UNFINISHED, APP_IMPORT_FAILED, APP_CONFIG_INVALID, TEMPLATE_DELIMITERS_INVALID, CONTEXT_INVALID,
 *   APP_ROUTES_MISSING, APP_ROUTES_INVALID, APP_ROUTES_FAILED, ROUTE_CLASH, ROUTE_NAME_CLASH
 */
export async function createApplication(project: Project, options: ApplicationOptions = {}): Promise<FastifyInstance> {
  refuseIncomplete(project);
  const apps = await loadApps(project, options);
  const mounts = mountsOf(project, apps);
  const app = fastify({ logger: { level: "warn" }, ...options.fastify });
  const names = createRouteNames();
  const onWarning = options.onTemplateWarning ?? logWarning(app);
  const url_for = names.urlForOf("");
  const templates = createTemplates(project, apps, {
    globals: { url_for },
    onWarning,
    mediaUrl: options.mediaUrl,
    onMissingMedia: (logicalPath) =>
      app.log.warn(`${logicalPath} is not in ${project.settings.MEDIA_MANIFEST}: pages name it without a hash.`),
  });
  decorate(app, { project, templates, url_for });
  app.decorateReply("render", createRender(templates, contextSources(project, apps)));
  if (!project.debug) {
    refuseOtherHosts(app, project.hosts);
    hideFailures(app);
  }
  redirectToSlash(app, mounts, project.debug ? 307 : 308);
  try {
    await app.register(async (site) => {
      await options.setup?.(site);
      const routes = createSiteRoutes();
      const { onMissing } = project.debug ? options : {};
      const missing = onMissing && createMissingRoutes(site);
      await mountApps(site, mounts, { names, routes });
      if (onMissing !== undefined) missing?.answer(routes.list(), onMissing);
    });
  } catch (error) {
    // What apps have opened so far is theirs to close. The error that matters is the first.
    await app.close().catch(() => {});
    throw error;
  }
  return app;
}

/** A request and its reply belong to the app whose route it is, and know its `url_for`; those of no route belong to the site. */
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

function refuseIncomplete({ debug, settings, settingsFile }: Project): void {
  if (debug) return;
  const keys = [
    ...(settings.SECRET_KEY === undefined ? ["SECRET_KEY"] : []),
    ...(settings.ALLOWED_HOSTS.length === 0 ? ["ALLOWED_HOSTS"] : []),
  ];
  if (keys.length > 0) throw runtimeError("PRODUCTION_SETTINGS_MISSING", { file: settingsFile, keys });
}

/** One after the other, so that what apps do when they are imported happens in the order of INSTALLED_APPS. */
async function loadApps({ registry }: Project, { patience }: ApplicationOptions): Promise<readonly LoadedApp[]> {
  const apps: LoadedApp[] = [];
  for (const app of registry.apps) apps.push(await loadAppConfig(app, { patience }));
  return apps;
}

function logWarning(app: FastifyInstance): WarnOfTemplate {
  return ({ message, location: { file, line, column } }) => app.log.warn(`${file}:${line}:${column}: ${message}`);
}

/** A request for a host that is not ours may be an attempt to have links made to another site. */
function refuseOtherHosts(app: FastifyInstance, hosts: readonly string[]): void {
  app.addHook("onRequest", async (request, reply) => {
    if (isAllowedHost(request.host, hosts)) return;
    request.log.warn(`Host ${JSON.stringify(request.host)} is not in ALLOWED_HOSTS.`);
    await reply.code(400).type("text/plain; charset=utf-8").send("Bad Request\n");
  });
}

/** What went wrong inside is for the log; a visitor learns that something did. What the request did wrong is for both. */
function hideFailures(app: FastifyInstance): void {
  // Code may throw anything, null too.
  app.setErrorHandler((error: FastifyError | null | undefined, request, reply) => {
    const status = failureStatus(error?.statusCode ?? reply.statusCode);
    if (status < 500) throw error;
    request.log.error({ err: error, req: request }, error?.message);
    return reply
      .code(status)
      .type("text/plain; charset=utf-8")
      .send(`${STATUS_CODES[status] ?? "Error"}\n`);
  });
}

/** @returns a status that tells of a failure: 500 for what does not */
function failureStatus(given: unknown): number {
  const status = Number(given);
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500;
}

/** "/admin" is the same page as "/admin/" with other relative links, so it only leads there. */
function redirectToSlash(app: FastifyInstance, mounts: readonly Mount[], status: 307 | 308): void {
  const prefixes = new Set(mounts.map(({ prefix }) => prefix).filter((prefix) => prefix !== ""));
  app.addHook("onRequest", async (request, reply) => {
    const [path = "", query] = request.url.split(/\?(.*)/s, 2);
    // The router calls /admin/ by the same name.
    if (path.endsWith("/")) return;
    // It knows other spellings, /%61dmin, and may have given the path to another app, whose route is /:slug.
    const prefix = [request.routeOptions.url, path].find((url) => url !== undefined && prefixes.has(url));
    if (prefix !== undefined) await reply.redirect(`${prefix}/${query === undefined ? "" : `?${query}`}`, status);
  });
}
