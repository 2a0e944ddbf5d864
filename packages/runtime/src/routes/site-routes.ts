import type { RouteOptions } from "fastify";

/** A route of an app. */
export interface SiteRoute {
  /** HTTP methods: `GET`, `POST`. HEAD is left out if GET is there. */
  readonly methods: readonly string[];
  /** The whole URL pattern: `/posts/:slug`. */
  readonly url: string;
  /** The name for `url_for`: `blog:post`. Undefined for a route without a name. */
  readonly name: string | undefined;
  /** The label of its app; empty for a route of SETUP. */
  readonly label: string;
}

/** The routes of a site in the order of URLS, then in the order in which each app declares them. */
export interface SiteRoutes {
  /** @param app the label of the app, and the URL prefix that it is mounted at */
  add(app: { readonly label: string; readonly prefix: string }, route: RouteOptions): void;
  list(): readonly SiteRoute[];
}

/** Creates an empty table of routes. */
export function createSiteRoutes(): SiteRoutes {
  const routes = new Map<string, SiteRoute>();
  return {
    add({ label, prefix }, { method, url: declared, config }) {
      // Fastify reports "/admin" for the route "/" of an app at "/admin/".
      const url = declared === prefix ? `${declared}/` : declared;
      const key = `${label} ${url}`;
      const known = routes.get(key);
      const methods = [...new Set([...(known?.methods ?? []), ...[method].flat()])];
      const name = known?.name ?? (config?.name === undefined ? undefined : `${label}:${config.name}`);
      routes.set(key, { methods, url, name, label });
    },
    list: () => [...routes.values()].map((route) => ({ ...route, methods: withoutImpliedHead(route.methods) })),
  };
}

function withoutImpliedHead(methods: readonly string[]): readonly string[] {
  return methods.includes("GET") ? methods.filter((method) => method !== "HEAD") : methods;
}
