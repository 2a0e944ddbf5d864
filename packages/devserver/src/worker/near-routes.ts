import { nearest } from "@mediaroot/core";
import type { SiteRoute } from "@mediaroot/runtime";

/** Beyond it nobody has mistyped anything, and comparing takes long. */
const LONGEST_PATH = 1_000;
/** A path of this site: what begins with two slashes names another host. */
const OWN_PATH = /^\/(?![/\\])/;

/**
 * The paths of a site that somebody who asked for `path` may have meant, best first. A parameter takes whatever stands in
 * its place: `/pots/hello` means `/posts/hello` where there is `/posts/:slug`.
 *
 * @param path percent-encoded, without a query
 */
export function nearRoutes(path: string, routes: readonly SiteRoute[]): readonly string[] {
  if (path.length > LONGEST_PATH) return [];
  const paths = routes
    .filter(({ methods }) => methods.includes("GET"))
    .flatMap(({ url }) => fill(url, path) ?? [])
    .filter((one) => one !== path && OWN_PATH.test(one));
  return nearest(path, new Set(paths));
}

/** @returns the methods that routes take at a path */
export function methodsAt(path: string, routes: readonly SiteRoute[]): readonly string[] {
  return [...new Set(routes.flatMap(({ url, methods }) => (fill(url, path) === path ? methods : [])))];
}

/** @returns the URL of a pattern whose parameters are what the path has in their place; undefined where it is too short */
function fill(pattern: string, path: string): string | undefined {
  const parts = path.split("/");
  const filled = pattern.split("/").map((part, index) => (/[:*]/.test(part) ? parts[index] : part));
  return filled.includes(undefined) ? undefined : filled.join("/");
}
