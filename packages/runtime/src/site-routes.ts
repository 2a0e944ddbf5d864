import type { RouteOptions } from "fastify";

/** A route of an app, as a person knows it. */
export interface SiteRoute {
  /** `GET`, `POST`; HEAD is left out where GET stands. */
  readonly methods: readonly string[];
  /** The whole URL pattern: `/posts/:slug`. */
  readonly url: string;
  /** As `url_for` knows it, `teslablog:post`; undefined for a route without a name. */
  readonly name: string | undefined;
  /** The label of its app. */
  readonly label: string;
}

/** The routes of a site in the order of URLS, and of each app in the order in which it declares them. */
export interface SiteRoutes {
  /** @param app the label of the app, and the URL prefix that it is mounted at */
  add(app: { readonly label: string; readonly prefix: string }, route: RouteOptions): void;
  list(): readonly SiteRoute[];
}

/** Creates it empty. */
export function createSiteRoutes(): SiteRoutes {
  const routes = new Map<string, SiteRoute>();
  return {
    add({ label, prefix }, { method, url: told, config }) {
      // Fastify tells of "/admin" for the "/" of an app at "/admin/".
      const url = told === prefix ? `${told}/` : told;
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
