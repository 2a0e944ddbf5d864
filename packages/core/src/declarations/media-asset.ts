import { coreError } from "../errors.ts";

/** Attributes of a tag: text or a number is written as a value, `true` as a bare name; `false`, `null` and `undefined` are left out. */
export type TagAttributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A script with attributes of its own. Made by `script()`. */
export interface ScriptAsset {
  readonly kind: "script";
  readonly path: string;
  readonly attributes: TagAttributes;
}

/** A style sheet with attributes of its own. Made by `stylesheet()`. */
export interface StylesheetAsset {
  readonly kind: "stylesheet";
  readonly path: string;
  readonly attributes: TagAttributes;
}

// https://html.spec.whatwg.org/multipage/syntax.html#attributes-2
// oxlint-disable-next-line no-control-regex
const ATTRIBUTE_NAME = /^[^\s\u0000-\u001F\u007F"'<>/=]+$/;

/**
 * A script for a media declaration, with attributes: `script("x.js", { defer: true })` (Django's `Script`).
 *
 * @param path a logical path, or `/abs`, `http://` or `https://`
 * @throws MEDIA_ATTRIBUTE_CONFLICT for `src`; MEDIA_DECLARATION_INVALID for a name that cannot be an attribute
 */
export function script(path: string, attributes: TagAttributes = {}): ScriptAsset {
  checkAttributes(path, attributes, ["src"]);
  return { kind: "script", path, attributes };
}

/**
 * A style sheet for a media declaration, with attributes: `stylesheet("x.css", { integrity: "sha256-..." })`
 * (Django's `Stylesheet`).
 *
 * @param path a logical path, or `/abs`, `http://` or `https://`
 * @throws MEDIA_ATTRIBUTE_CONFLICT for `href` and `rel`; MEDIA_DECLARATION_INVALID for a name that cannot be an attribute
 */
export function stylesheet(path: string, attributes: TagAttributes = {}): StylesheetAsset {
  checkAttributes(path, attributes, ["href", "rel"]);
  return { kind: "stylesheet", path, attributes };
}

/** @returns the path of an asset, written plainly or with attributes */
export function pathOf(asset: string | ScriptAsset | StylesheetAsset): string {
  return typeof asset === "string" ? asset : asset.path;
}

/** @returns the attributes that an asset brings and that will be written */
export function attributesOf(asset: string | ScriptAsset | StylesheetAsset): TagAttributes {
  const attributes = Object.entries(typeof asset === "string" ? {} : asset.attributes);
  return Object.fromEntries(attributes.filter(([, value]) => isWritten(value)));
}

/** @returns a key that two assets share when they would be written alike: same path, same attributes in any order */
export function assetKey(asset: string | ScriptAsset | StylesheetAsset): string {
  return JSON.stringify([pathOf(asset), Object.entries(attributesOf(asset)).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function isWritten(value: TagAttributes[string]): boolean {
  return value !== undefined && value !== null && value !== false;
}

function checkAttributes(path: string, attributes: TagAttributes, reserved: readonly string[]): void {
  for (const name of Object.keys(attributes)) {
    if (reserved.includes(name.toLowerCase()))
      throw coreError("MEDIA_ATTRIBUTE_CONFLICT", { path, name, by: "its tag" });
    if (ATTRIBUTE_NAME.test(name)) continue;
    throw coreError("MEDIA_DECLARATION_INVALID", { where: path, expected: "attribute names of HTML", found: name });
  }
}
