import { didYouMean, encodeSegments } from "@mediaroot/core";
import { runtimeError } from "../errors.ts";
import { parseRoutePattern, type RoutePart } from "./route-pattern.ts";

/**
 * The parameters of named routes. An open interface: an app that adds
 * `"blog:post": { readonly slug: string }` to it has the types of its calls of `url_for` checked.
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type
export interface RouteParameters {}

/** Values for a route's parameters; what the route has no parameter for becomes its query. */
export type RouteValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

type ValuesOf<Name extends string> = Name extends keyof RouteParameters
  ? [values: RouteParameters[Name] & RouteValues]
  : [values?: RouteValues];

/**
 * Returns the path of a named route. A parameter that is not in the URL of the route becomes a query parameter. A name without a
 * label, `":post"`, means a route of the same app, as `".post"` does in Flask.
 *
 * @throws URL_NAME_UNKNOWN, URL_PARAMETER_MISSING, URL_PARAMETER_INVALID
 * @example url_for("blog:post", { slug: "first-post" })
 */
export type UrlFor = <Name extends string>(name: Name, ...values: ValuesOf<Name>) => string;

/** The named routes of a site. */
export interface RouteNames {
  /**
   * Names a route.
   *
   * @param name `blog:post`
   * @throws ROUTE_NAME_CLASH if another URL has the name already, unless the app is mounted more than once
   */
  add(name: string, route: { readonly url: string; readonly mount: object }): void;
  /** @param label the label of the app whose routes may be named without a label; empty for the site, which has none */
  urlForOf(label: string): UrlFor;
}

interface NamedRoute {
  readonly url: string;
  readonly mount: object;
  readonly parts: readonly RoutePart[];
}

/** Creates the table of the named routes of a site. */
export function createRouteNames(): RouteNames {
  const routes = new Map<string, NamedRoute>();
  const byLabel = new Map<string, UrlFor>();
  return {
    add(name, { url, mount }) {
      const first = routes.get(name);
      if (first === undefined) routes.set(name, { url, mount, parts: parseRoutePattern(url) });
      else if (first.mount === mount && first.url !== url) {
        throw runtimeError("ROUTE_NAME_CLASH", { name, first: first.url, second: url });
      }
    },
    urlForOf(label) {
      const known = byLabel.get(label);
      if (known !== undefined) return known;
      const urlFor: UrlFor = (name, ...[values]) => reverseName(routes, fullName(String(name), label), values);
      byLabel.set(label, urlFor);
      return urlFor;
    },
  };
}

function fullName(name: string, label: string): string {
  return name.startsWith(":") ? `${label}${name}` : name;
}

function reverseName(routes: ReadonlyMap<string, NamedRoute>, name: string, values: RouteValues | undefined): string {
  const route = routes.get(name);
  // Templates have no types, and may pass null.
  if (route !== undefined) return reverse(name, route, values ?? {});
  const names = [...routes.keys()];
  throw runtimeError("URL_NAME_UNKNOWN", { name, names, near: didYouMean(name, names) });
}

function reverse(name: string, { url, parts }: NamedRoute, values: RouteValues): string {
  const given = new Map(
    Object.entries(values).flatMap(([key, value]) => (isGiven(value) ? [[key, String(value).toWellFormed()]] : [])),
  );
  // nunjucks adds this to keyword arguments: url_for("blog:post", slug=slug).
  given.delete("__keywords");
  const missing = parts.flatMap((part) => (isMissing(part, given) ? [part.name] : []));
  if (missing.length > 0) throw runtimeError("URL_PARAMETER_MISSING", { name, url, missing });
  const path = parts.map((part) => textOf(part, given, { name, url })).join("");
  const taken = new Set(parts.map((part) => (part.kind === "parameter" ? part.name : "")));
  const query = new URLSearchParams([...given].filter(([key]) => !taken.has(key))).toString();
  return `${path || "/"}${query === "" ? "" : `?${query}`}`;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function isMissing(
  part: RoutePart,
  given: ReadonlyMap<string, string>,
): part is Extract<RoutePart, { kind: "parameter" }> {
  return part.kind === "parameter" && !part.optional && !given.has(part.name);
}

function textOf(
  part: RoutePart,
  given: ReadonlyMap<string, string>,
  of: { readonly name: string; readonly url: string },
): string {
  if (part.kind === "text") return encodeURI(part.text);
  const value = given.get(part.name);
  if (value === undefined) return "";
  if (part.matches !== undefined && !part.matches.test(value)) {
    throw runtimeError("URL_PARAMETER_INVALID", { ...of, parameter: part.name, value });
  }
  return part.lead + (part.name === "*" ? encodeSegments(value.split("/")) : encodeURIComponent(value));
}
