import { nearest } from "@mediaroot/core/internal";
import type { SiteRoute } from "@mediaroot/runtime";

/** A longer path is no typing error, and would take long to compare. */
const MAX_PATH_CHARACTERS = 1_000;
/** A path of this site; two slashes would begin the name of another host. */
const OWN_PATH = /^\/(?![/\\])/;

/**
 * Suggests paths of a site that are spelled like `path`, best first. A parameter matches any segment: for `/pots/hello` and a
 * route `/posts/:slug` the suggestion is `/posts/hello`.
 *
 * @param path percent-encoded, without a query
 */
export function nearRoutes(path: string, routes: readonly SiteRoute[]): readonly string[] {
  if (path.length > MAX_PATH_CHARACTERS) return [];
  const paths = routes
    .filter(({ methods }) => methods.includes("GET"))
    .flatMap(({ url }) => fill(url, path) ?? [])
    .filter((one) => one !== path && OWN_PATH.test(one));
  return nearest(path, new Set(paths));
}

/** @returns the methods of the routes at a path */
export function methodsAt(path: string, routes: readonly SiteRoute[]): readonly string[] {
  return [...new Set(routes.flatMap(({ url, methods }) => (fill(url, path) === path ? methods : [])))];
}

/** Replaces the parameters of a pattern by the segments of a path; undefined if the path is too short. */
function fill(pattern: string, path: string): string | undefined {
  const parts = path.split("/");
  const filled = pattern.split("/").map((part, index) => (/[:*]/.test(part) ? parts[index] : part));
  return filled.includes(undefined) ? undefined : filled.join("/");
}
