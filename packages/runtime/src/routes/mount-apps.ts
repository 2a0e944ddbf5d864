import { type LoadedApp, MediarootError, type Project, reasonOf } from "@mediaroot/core";
import { nearest } from "@mediaroot/core/internal";
import type { FastifyInstance, FastifyPluginAsync, RouteOptions } from "fastify";
import { callPlugin, type UserPlugin } from "./call-plugin.ts";
import { runtimeError } from "../errors.ts";
import { pluginClash } from "./plugin-clash.ts";
import { routeShapes } from "./route-pattern.ts";
import type { SiteRoutes } from "./site-routes.ts";
import type { RouteNames } from "./url-for.ts";

/** An app that is mounted at a prefix of URLS. */
export interface Mount extends RouteOwner {
  readonly routes: UserPlugin;
}

/** An app, or SETUP, whose label and prefix are empty. */
interface RouteOwner {
  readonly label: string;
  /** Without a trailing "/", as Fastify takes it; empty for the root. */
  readonly prefix: string;
}

/** The routes of a site, by their names, in their order, and by the apps that own them. */
export interface RouteTables {
  readonly names: RouteNames;
  readonly routes: SiteRoutes;
  /** Label by key of `routeKeys`. */
  readonly owners: Map<string, string>;
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

/** Adds a route to the tables. */
export function addRoute({ names, routes, owners }: RouteTables, owner: RouteOwner, route: RouteOptions): void {
  nameRoute(names, owner, route);
  routes.add(owner, route);
  for (const key of routeKeys(route)) if (!owners.has(key)) owners.set(key, owner.label);
}

/**
 * Mounts apps one after another, each in its own scope, so that the hooks and decorators of one do not affect another.
 *
 * @param tables the tables to which the routes are added
 * @throws ROUTE_CLASH, ROUTE_NAME_CLASH, PLUGIN_CLASH, APP_ROUTES_FAILED (the app's own error is its cause)
 */
export async function mountApps(site: FastifyInstance, mounts: readonly Mount[], tables: RouteTables): Promise<void> {
  for (const mount of mounts) {
    const indexes: RouteOptions[] = [];
    const scoped: FastifyPluginAsync = async (scope) => {
      scope.decorate("app_label", mount.label).decorate("url_for", tables.names.urlForOf(mount.label));
      scope.addHook("onRoute", (route) => {
        if (route.url === mount.prefix) indexes.push(route);
        else if (!/^[/*]/.test(route.url.slice(mount.prefix.length))) throw outside(route.url);
        addRoute(tables, mount, route);
      });
      await callPlugin(mount.routes, scope, "its routes");
    };
    try {
      await site.register(scoped, { prefix: mount.prefix });
      const url = `${mount.prefix}/`;
      if (indexes.some((index) => !isReached(site, { ...index, url }))) throw outside(mount.prefix);
    } catch (error) {
      throw mountError(error, mount, { site, owners: tables.owners });
    }
  }
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

function nameRoute(names: RouteNames, owner: RouteOwner, { config, url }: RouteOptions): void {
  if (config?.name === undefined) return;
  // Fastify reports "/admin" for the route "/" of an app at "/admin/". That URL redirects to the one with the slash.
  names.add(`${owner.label}:${config.name}`, { url: url === owner.prefix ? `${url}/` : url, mount: owner });
}

/** @returns keys that two routes share if the router takes them for the same. "/admin/" counts as "/admin" */
function routeKeys({ method, url }: Pick<RouteOptions, "method" | "url">): readonly string[] {
  const shapes = routeShapes(url).map((shape) => shape.replace(/\/$/, ""));
  return [method].flat().flatMap((one) => shapes.map((shape) => `${one} ${shape}`));
}

interface Mounted {
  readonly site: FastifyInstance;
  readonly owners: ReadonlyMap<string, string>;
}

function mountError(error: unknown, { label, prefix }: Mount, { site, owners }: Mounted): MediarootError {
  if (error instanceof MediarootError && error.code === "ROUTE_NAME_CLASH") return error;
  const clash = pluginClash(error, site);
  if (clash !== undefined) return runtimeError("PLUGIN_CLASH", { label, ...clash }, error);
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
