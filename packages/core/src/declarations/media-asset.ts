import { coreError } from "../errors.ts";

/** Attributes of a tag. Text and numbers are written as values, `true` as a bare name; `false`, `null` and `undefined` are left out. */
export type TagAttributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A script with attributes, made by `script()`. */
export interface ScriptAsset {
  readonly kind: "script";
  readonly path: string;
  readonly attributes: TagAttributes;
}

/** A style sheet with attributes, made by `stylesheet()`. */
export interface StylesheetAsset {
  readonly kind: "stylesheet";
  readonly path: string;
  readonly attributes: TagAttributes;
}

// https://html.spec.whatwg.org/multipage/syntax.html#attributes-2
// oxlint-disable-next-line no-control-regex
const ATTRIBUTE_NAME = /^[^\s\u0000-\u001F\u007F"'<>/=]+$/;

/**
 * Declares a script with attributes, as Django's `Script` does.
 *
 * @param path a logical path, or a URL that starts with `/`, `http://` or `https://`
 * @param attributes of the `<script>` tag
 * @example defineMedia({ js: [script("admin/js/core.js", { defer: true })] })
 * @throws MEDIA_ATTRIBUTE_CONFLICT for `src`; MEDIA_DECLARATION_INVALID for a name that cannot be an attribute
 */
export function script(path: string, attributes: TagAttributes = {}): ScriptAsset {
  checkAttributes(path, attributes, ["src"]);
  return { kind: "script", path, attributes };
}

/**
 * Declares a style sheet with attributes, as Django's `Stylesheet` does.
 *
 * @param path a logical path, or a URL that starts with `/`, `http://` or `https://`
 * @param attributes of the `<link>` tag
 * @example defineMedia({ css: { all: [stylesheet("admin/css/base.css", { integrity: "sha256-..." })] } })
 * @throws MEDIA_ATTRIBUTE_CONFLICT for `href` and `rel`; MEDIA_DECLARATION_INVALID for a name that cannot be an attribute
 */
export function stylesheet(path: string, attributes: TagAttributes = {}): StylesheetAsset {
  checkAttributes(path, attributes, ["href", "rel"]);
  return { kind: "stylesheet", path, attributes };
}

/** @returns the path of an asset, with or without attributes */
export function pathOf(asset: string | ScriptAsset | StylesheetAsset): string {
  return typeof asset === "string" ? asset : asset.path;
}

/** @returns the attributes of an asset that are written */
export function attributesOf(asset: string | ScriptAsset | StylesheetAsset): TagAttributes {
  const attributes = Object.entries(typeof asset === "string" ? {} : asset.attributes);
  return Object.fromEntries(attributes.filter(([, value]) => isWritten(value)));
}

/** @returns whether a tag of the asset has attributes of its own */
export function hasAttributes(asset: string | ScriptAsset | StylesheetAsset): boolean {
  return Object.keys(attributesOf(asset)).length > 0;
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
