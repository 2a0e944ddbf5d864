import { coreError } from "../errors.ts";
import { attributesOf, pathOf, type ScriptAsset, type StylesheetAsset, type TagAttributes } from "./media-asset.ts";
import { escapeHtml } from "../text.ts";
import { bindMediaUrl, type MediaUrlOf } from "../media-url.ts";

/** Options of `Media.render`. */
export interface RenderMediaOptions {
  /** MEDIA_URL, which ends with "/"; or a function that returns the URL of a logical path (for hashed names). */
  readonly mediaUrl: string | MediaUrlOf;
  /** The nonce of the page's Content-Security-Policy, written to every tag. Default: none. */
  readonly nonce?: string | undefined;
  /**
   * Gives the `integrity` of a logical path (https://www.w3.org/TR/SRI/), such as that of `loadPublishedUrls`. Its tag gets
   * `crossorigin` as well, without which browsers check nothing.
   *
   * @default no tag has one but those that declare it themselves
   */
  readonly integrityOf?: ((logicalPath: string) => string | undefined) | undefined;
}

/** @returns the `<script>` tag of an asset, as Django writes it. Throws MEDIA_ATTRIBUTE_CONFLICT, MEDIA_PATH_REFUSED. */
export function renderScript(asset: string | ScriptAsset, options: RenderMediaOptions): string {
  const attributes = added(asset, { nonce: options.nonce }, options);
  return `<script src="${escapeHtml(assetUrl(pathOf(asset), options))}"${renderAttributes(attributes)}></script>`;
}

/** @returns the `<link>` tag of a style sheet for one medium, as Django writes it. Throws MEDIA_ATTRIBUTE_CONFLICT, MEDIA_PATH_REFUSED. */
export function renderStylesheet(asset: string | StylesheetAsset, medium: string, options: RenderMediaOptions): string {
  const attributes = added(asset, { media: medium, nonce: options.nonce, rel: "stylesheet" }, options);
  return `<link href="${escapeHtml(assetUrl(pathOf(asset), options))}"${renderAttributes(attributes)}>`;
}

/** A path that Django's `Media.absolute_path` leaves as it is. */
const ABSOLUTE = /^(?:\/|https?:\/\/)/;

/** @returns the URL of a logical path; any other URL as it is. Throws MEDIA_PATH_REFUSED for a path that is neither. */
export function assetUrl(path: string, { mediaUrl }: RenderMediaOptions): string {
  return ABSOLUTE.test(path) ? path : bindMediaUrl(mediaUrl)(path);
}

/** @returns the integrity of a logical path; undefined for any other URL, and for a path that has none */
export function assetIntegrity(path: string, { integrityOf }: RenderMediaOptions): string | undefined {
  return ABSOLUTE.test(path) ? undefined : integrityOf?.(path);
}

function added(
  asset: string | ScriptAsset | StylesheetAsset,
  more: TagAttributes,
  options: RenderMediaOptions,
): TagAttributes {
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
  return { ...integrityAttributes(Object.keys(own), assetIntegrity(pathOf(asset), options)), ...own, ...more };
}

/** An `integrity` or `crossorigin` that an asset declares itself stays. */
function integrityAttributes(own: readonly string[], integrity: string | undefined): TagAttributes {
  const names = new Set(own.map((name) => name.toLowerCase()));
  if (integrity === undefined || names.has("integrity")) return {};
  return names.has("crossorigin") ? { integrity } : { integrity, crossorigin: "anonymous" };
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
