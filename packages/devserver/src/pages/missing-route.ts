import type { SiteRoute } from "@mediaroot/runtime";
import { type Markup, markup, renderPage } from "@mediaroot/media/pages";

/** A request that no route has answered: what there is, and what may have been meant. */
export interface MissingRoutePage {
  readonly method: string;
  /** The request target. */
  readonly url: string;
  readonly routes: readonly SiteRoute[];
  /** The pattern of the route that took the request and then found nothing. */
  readonly matched: string | undefined;
  /** Methods that routes take at this very path. */
  readonly allowed: readonly string[];
  /** Paths that are spelled nearly alike. */
  readonly near: readonly string[];
}

/** @returns the page as HTML */
export function renderMissingRoute(page: MissingRoutePage): string {
  const { method, url, routes, near } = page;
  const links = near.map((path) => markup`<li><a href="${path}">${path}</a></li>\n`);
  return renderPage(
    `404: ${url}`,
    markup`<h1><span class="mark">404</span> <code>${method} ${url}</code></h1>
<p>${summaryOf(page)}</p>
${links.length > 0 ? markup`<h2>Did you mean</h2>\n<ul>\n${links}</ul>\n` : ""}${routes.length > 0 ? renderRoutes(routes) : ""}<p class="dim">This page is for you: it is there because DEBUG is on.</p>`,
  );
}

/** @returns the same as plain text */
export function renderMissingRouteText(page: MissingRoutePage): string {
  const { method, url, routes, near } = page;
  const [methods, urls] = [widest(routes, methodsOf), widest(routes, (route) => route.url)];
  const rows = routes.map((route) =>
    `  ${methodsOf(route).padEnd(methods)}  ${route.url.padEnd(urls)}  ${route.name ?? route.label}`.trimEnd(),
  );
  return [
    `404: ${method} ${url}`,
    summaryOf(page),
    ...(near.length > 0 ? ["Did you mean:", ...near.map((path) => `  ${path}`)] : []),
    ...(rows.length > 0 ? ["The routes, in the order of URLS:", ...rows] : []),
    "",
  ].join("\n");
}

function renderRoutes(routes: readonly SiteRoute[]): Markup {
  const rows = routes.map(
    (route) =>
      markup`<tr><td>${methodsOf(route)}</td><td><code>${route.url}</code></td><td>${route.name ?? ""}</td><td>${route.label}</td></tr>\n`,
  );
  return markup`<h2>The routes, in the order of URLS</h2>
<table>
<tr><th>Method</th><th>Path</th><th>Name</th><th>App</th></tr>
${rows}</table>
`;
}

function summaryOf({ matched, allowed, method, routes }: MissingRoutePage): string {
  if (matched !== undefined) return `The route ${matched} took the request, and found nothing to answer it with.`;
  if (allowed.length > 0) return `There is a route at this path, for ${allowed.join(", ")} and not for ${method}.`;
  if (routes.length > 0) return "No route of this site is at this path.";
  return 'No app answers at any path yet. Write in the settings which does: URLS: { "/": "blog" }.';
}

function methodsOf({ methods }: SiteRoute): string {
  return methods.join(", ");
}

function widest(routes: readonly SiteRoute[], text: (route: SiteRoute) => string): number {
  return Math.max(0, ...routes.map((route) => text(route).length));
}
