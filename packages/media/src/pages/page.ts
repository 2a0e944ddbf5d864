import { hash } from "node:crypto";
import { escapeHtml } from "@mediaroot/core/media";

/** Markup that is safe to send. Only `markup` makes it. */
export interface Markup {
  readonly html: string;
}

/** A value in a template: text, which is escaped, or markup, which is not. */
export type MarkupValue = string | number | Markup | readonly Markup[];

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --dim: light-dark(#666, #aaa); --mark: light-dark(#b00020, #ff8a80); background: light-dark(#fff, #141414); color: light-dark(#111, #eee); }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; }
h3 { font-size: 1rem; }
code, pre, td a, .message { overflow-wrap: anywhere; }
code, pre { font: 0.9em/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.3rem 1rem 0.3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
button { font: inherit; color: inherit; padding: 0; border: 0; background: none; text-align: left; overflow-wrap: anywhere; cursor: pointer; text-decoration: underline dotted; text-underline-offset: 0.2em; }
button:hover, button:focus-visible { text-decoration-style: solid; }
summary { cursor: pointer; }
td:first-child a { display: inline-block; min-width: 6rem; }
@media (min-width: 40rem) { th, time { white-space: nowrap; } }
@media (max-width: 40rem) { th, td { padding-right: 0.5rem; } td:first-child a { min-width: 4rem; } }
input { font: inherit; color: inherit; background: none; padding: 0.2rem 0.4rem; max-width: 100%; box-sizing: border-box; border: 1px solid var(--dim); border-radius: 4px; }
img { max-width: 100%; max-height: 20rem; background: light-dark(#eee, #333); }
.message { white-space: pre-wrap; }
.number { text-align: right; white-space: nowrap; }
.dim { color: var(--dim); }
.mark { color: var(--mark); }
`;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash("sha256", STYLE, "base64")}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The Content-Security-Policy of the pages that Mediaroot makes: they load nothing but their own style. */
export const PAGE_POLICY: string = `${POLICY}; form-action 'none'`;

/** The same for a page that loads the script of live reload. */
export const RELOADED_PAGE_POLICY: string = `${PAGE_POLICY}; script-src 'self'; connect-src 'self'`;

/** The same for the error page: it loads the script of live reload, and its form opens the user's editor. */
export const ERROR_PAGE_POLICY: string = `${POLICY}; form-action 'self'; script-src 'self'; connect-src 'self'`;

/** The same for the media map: its script searches while somebody types, it shows images, and its forms open the user's editor. */
export const MAP_PAGE_POLICY: string = `${ERROR_PAGE_POLICY}; img-src data:`;

/**
 * Makes markup from a template: ``markup`<p>${name}</p>` ``. Text is escaped, markup is not, lists are joined.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return { html: parts.map((part, index) => part + render(values[index] ?? "")).join("") };
}

/** The parts of listings and 404 pages besides their content. */
export interface PageExtras {
  /** An element at the end of the body, such as live reload's script. */
  readonly script: Markup | undefined;
  /** The URL path of a page about all media of the site, which is linked. */
  readonly mapUrl: string | undefined;
}

/** @returns the link to the page about all media; nothing if there is none */
export function renderMapLink({ mapUrl }: PageExtras): Markup | "" {
  return mapUrl === undefined ? "" : markup`\n<p><a href="${mapUrl}">All media of the site</a></p>`;
}

/**
 * Renders a whole page: small, readable without script, and dark if the reader's system is.
 *
 * @param script an element at the end of the body, such as live reload's
 */
export function renderPage(title: string, body: Markup, script?: Markup): string {
  const page = markup`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${{ html: STYLE }}</style>
<body>
<main>
${body}
</main>
${script === undefined ? "" : markup`${script}\n`}</body>
</html>
`;
  return page.html;
}

function render(value: MarkupValue): string {
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return "html" in value ? value.html : value.map(({ html }) => html).join("");
}
