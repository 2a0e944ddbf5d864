import { encodeSegments } from "../logical-path.ts";
import type { Reference, ReferencePlace } from "./reference.ts";

/** A reference and what it is to name. */
export interface Replacement {
  readonly reference: Reference;
  /** As a browser is to read it: not escaped for the place that it is written in. */
  readonly specifier: string;
}

/** The characters that would end a specifier, or mean something else, in each place. */
// oxlint-disable no-control-regex
const SPECIAL: Readonly<Record<ReferencePlace, RegExp>> = {
  "css-string": /["'\\\u0000-\u001F\u007F]/g,
  "css-url": /["'()\\\u0000-\u0020\u007F]/g,
  "js-string": /["'`\\$\u0000-\u001F\u2028\u2029]/g,
  "line-comment": /["'`\u0000-\u0020\u007F]/g,
  "block-comment": /["'`\u0000-\u0020\u007F]|\*(?=\/)/g,
};
// oxlint-enable no-control-regex

const ESCAPES: Readonly<Record<ReferencePlace, (character: string) => string>> = {
  "css-string": escapeCss,
  "css-url": escapeCss,
  "js-string": (character) => `\\u${hexOf(character).padStart(4, "0")}`,
  "line-comment": percentEncode,
  "block-comment": percentEncode,
};

/**
 * Replaces references by their offsets. Each new specifier is escaped as its place needs it; nothing else of the text changes.
 *
 * @param text what the references were found in
 * @param replacements in the order of their offsets
 */
export function rewriteReferences(text: string, replacements: readonly Replacement[]): string {
  const parts: string[] = [];
  let written = 0;
  for (const { reference, specifier } of replacements) {
    parts.push(text.slice(written, reference.start), escapeSpecifier(reference.place, specifier));
    written = reference.end;
  }
  parts.push(text.slice(written));
  return parts.join("");
}

/**
 * Gives the relative URL by which one file names another.
 *
 * @param from logical path of the file that names
 * @param to logical path of the file that is named
 * @returns percent-encoded, and beginning with "./" or "../", which a module's import needs
 */
export function relativeSpecifier(from: string, to: string): string {
  const [base, target] = [from.split("/").slice(0, -1), to.split("/")];
  const directories = target.slice(0, -1);
  const different = base.findIndex((segment, index) => segment !== directories[index]);
  const common = different === -1 ? base.length : different;
  const up = "../".repeat(base.length - common);
  return (up === "" ? "./" : up) + encodeSegments(target.slice(common));
}

function escapeSpecifier(place: ReferencePlace, specifier: string): string {
  return specifier.replaceAll(SPECIAL[place], ESCAPES[place]);
}

/** Control characters have no other way to be written. */
function escapeCss(character: string): string {
  return character < " " || character === "\u007F" ? `\\${hexOf(character)} ` : `\\${character}`;
}

function percentEncode(character: string): string {
  return `%${hexOf(character).padStart(2, "0")}`;
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16);
}
