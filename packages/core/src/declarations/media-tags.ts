import { coreError } from "../errors.ts";
import { attributesOf, pathOf, type ScriptAsset, type StylesheetAsset, type TagAttributes } from "./media-asset.ts";
import { escapeHtml } from "../text.ts";
import { createMediaUrl, type MediaUrlOf } from "../media-url.ts";

/** Options of `Media.render`. */
export interface RenderMediaOptions {
  /** MEDIA_URL, which ends with "/"; or a function that returns the URL of a logical path (for hashed names). */
  readonly mediaUrl: string | MediaUrlOf;
  /** The nonce of the page's Content-Security-Policy, written to every tag. Default: none. */
  readonly nonce?: string | undefined;
}

/** @returns the `<script>` tag of an asset, as Django writes it. Throws MEDIA_ATTRIBUTE_CONFLICT, MEDIA_PATH_REFUSED. */
export function renderScript(asset: string | ScriptAsset, options: RenderMediaOptions): string {
  const attributes = added(asset, { nonce: options.nonce });
  return `<script src="${escapeHtml(urlOf(pathOf(asset), options))}"${renderAttributes(attributes)}></script>`;
}

/** @returns the `<link>` tag of a style sheet for one medium, as Django writes it. Throws MEDIA_ATTRIBUTE_CONFLICT, MEDIA_PATH_REFUSED. */
export function renderStylesheet(asset: string | StylesheetAsset, medium: string, options: RenderMediaOptions): string {
  const attributes = added(asset, { media: medium, nonce: options.nonce, rel: "stylesheet" });
  return `<link href="${escapeHtml(urlOf(pathOf(asset), options))}"${renderAttributes(attributes)}>`;
}

/** Decides as Django's `Media.absolute_path` does. */
function urlOf(path: string, { mediaUrl }: RenderMediaOptions): string {
  return /^(?:\/|https?:\/\/)/.test(path) ? path : createMediaUrl(mediaUrl)(path);
}

function added(asset: string | ScriptAsset | StylesheetAsset, more: TagAttributes): TagAttributes {
  const own = attributesOf(asset);
  for (const [name, value] of Object.entries(more)) {
    const conflict = Object.keys(own).find((key) => key.toLowerCase() === name && String(own[key]) !== value);
    if (value === undefined || conflict === undefined) continue;
    throw coreError("MEDIA_ATTRIBUTE_CONFLICT", {
      path: pathOf(asset),
      name: conflict,
      by: `${name}="${String(value)}"`,
    });
  }
  return { ...own, ...more };
}

/** Writes attributes with a value first, then bare names, each sorted, as Django's `flatatt` does. */
export function renderAttributes(attributes: TagAttributes): string {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const valued = sorted.filter(([, value]) => value !== true);
  const bare = sorted.filter(([, value]) => value === true);
  return [
    ...valued.map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`),
    ...bare.map(([name]) => ` ${name}`),
  ].join("");
}
