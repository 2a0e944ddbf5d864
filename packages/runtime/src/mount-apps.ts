import { type LoadedApp, MediarootError, type Project, reasonOf } from "@mediaroot/core";
import { finishWithin, nearest } from "@mediaroot/core/internal";
import type { FastifyInstance, FastifyPluginAsync, FastifyPluginCallback, RouteOptions } from "fastify";
import { runtimeError } from "./errors.ts";
import { routeShapes } from "./route-pattern.ts";
import type { SiteRoutes } from "./site-routes.ts";
import type { RouteNames } from "./url-for.ts";

/** An app that is mounted at a prefix of URLS. */
export interface Mount {
  readonly label: string;
  /** Without a trailing "/", as Fastify takes it; empty for the root. */
  readonly prefix: string;
  readonly routes: FastifyPluginAsync | FastifyPluginCallback;
}

/**
 * @returns the mounts of URLS, in order
 * @throws APP_ROUTES_MISSING, APP_ROUTES_INVALID
 */
export function mountsOf({ settings }: Project, apps: readonly LoadedApp[]): readonly Mount[] {
  return Object.entries(settings.URLS).map(([url, label]) => {
    const loaded = apps.find(({ app }) => app.label === label);
    const file = loaded?.configFile ?? loaded?.app.directory ?? label;
    const routes: unknown = loaded?.config.routes;
    if (routes === undefined) {
      const [near] = nearest("routes", Object.keys(loaded?.config ?? {}));
      throw runtimeError("APP_ROUTES_MISSING", { label, prefix: url, file, near });
    }
    if (!isPlugin(routes)) throw runtimeError("APP_ROUTES_INVALID", { label, file, found: routes });
    return { label, prefix: url.replace(/\/$/, ""), routes };
  });
}

function isPlugin(routes: unknown): routes is Mount["routes"] {
  return typeof routes === "function";
}

/**
 * Mounts apps one after another, each in its own scope, so that the hooks and decorators of one do not affect another.
 *
 * @param tables the tables to which the routes are added
 * @throws ROUTE_CLASH, ROUTE_NAME_CLASH, APP_ROUTES_FAILED (the app's own error is its cause)
 */
export async function mountApps(
  site: FastifyInstance,
  mounts: readonly Mount[],
  { names, routes }: { readonly names: RouteNames; readonly routes: SiteRoutes },
): Promise<void> {
  const owners = new Map<string, string>();
  for (const mount of mounts) {
    const indexes: RouteOptions[] = [];
    const scoped: FastifyPluginAsync = async (scope) => {
      scope.decorate("app_label", mount.label).decorate("url_for", names.urlForOf(mount.label));
      scope.addHook("onRoute", (route) => {
        if (route.url === mount.prefix) indexes.push(route);
        else if (!/^[/*]/.test(route.url.slice(mount.prefix.length))) throw outside(route.url);
        nameRoute(names, mount, route);
        routes.add(mount, route);
        for (const key of routeKeys(route)) if (!owners.has(key)) owners.set(key, mount.label);
      });
      await withinLimit(callPlugin(mount.routes, scope).catch(rethrow), site);
    };
    try {
      await site.register(scoped, { prefix: mount.prefix });
      const url = `${mount.prefix}/`;
      if (indexes.some((index) => !isReached(site, { ...index, url }))) throw outside(mount.prefix);
    } catch (error) {
      throw mountError(error, mount, owners);
    }
  }
}

/** Fastify does not catch what a callback plugin throws. Here it becomes a rejection. */
async function callPlugin(routes: Mount["routes"], scope: FastifyInstance): Promise<void> {
  if (routes.length < 3) return await (routes as FastifyPluginAsync)(scope, {});
  await new Promise<void>((resolve, reject) => {
    (routes as FastifyPluginCallback)(scope, {}, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * Fails a little before Fastify's own limit (pluginTimeout), which also runs for the plugin that holds all apps: its error would
 * name no app.
 */
async function withinLimit(
  mounted: Promise<void>,
  { initialConfig: { pluginTimeout = 10_000 } }: FastifyInstance,
): Promise<void> {
  if (pluginTimeout === 0) return await mounted;
  const seconds = pluginTimeout / 1000;
  await finishWithin(
    mounted,
    seconds * 0.8,
    () => new Error(`its routes did not finish loading within ${seconds} seconds`),
  );
}

/** Fastify takes a plugin that throws null for one that succeeded. */
function rethrow(error: unknown): never {
  throw error ?? new Error(reasonOf(error));
}

/** Fastify would mount "x" at "/adminx", and "" at "/admin", which redirects to "/admin/". */
function outside(url: string): Error {
  return new Error(
    `the route ${JSON.stringify(url)} is not below the prefix. Begin it with "/", and call the index "/".`,
  );
}

function isReached(site: FastifyInstance, { method, url, constraints = {} }: RouteOptions): boolean {
  if (site.initialConfig.routerOptions?.ignoreTrailingSlash === true) return true;
  return [method].flat().every((one) => site.hasRoute({ method: one, url, constraints }));
}

function nameRoute(names: RouteNames, mount: Mount, { config, url }: RouteOptions): void {
  if (config?.name === undefined) return;
  // Fastify reports "/admin" for the route "/" of an app at "/admin/". That URL redirects to the one with the slash.
  names.add(`${mount.label}:${config.name}`, { url: url === mount.prefix ? `${url}/` : url, mount });
}

/** @returns keys that two routes share if the router takes them for the same. "/admin/" counts as "/admin" */
function routeKeys({ method, url }: Pick<RouteOptions, "method" | "url">): readonly string[] {
  const shapes = routeShapes(url).map((shape) => shape.replace(/\/$/, ""));
  return [method].flat().flatMap((one) => shapes.map((shape) => `${one} ${shape}`));
}

function mountError(error: unknown, { label, prefix }: Mount, owners: ReadonlyMap<string, string>): MediarootError {
  if (error instanceof MediarootError && error.code === "ROUTE_NAME_CLASH") return error;
  const reason = reasonOf(error);
  const [, methods, url] = /Method '(.+)' already declared for route '(.+)'$/.exec(reason) ?? [];
  if (methods === undefined || url === undefined) {
    return runtimeError("APP_ROUTES_FAILED", { label, prefix: `${prefix}/`, reason }, error);
  }
  const other = routeKeys({ method: methods.split(","), url })
    .map((key) => owners.get(key))
    .find((owner) => owner !== undefined && owner !== label);
  return runtimeError("ROUTE_CLASH", { method: methods, url, label, other: other ?? label }, error);
}
