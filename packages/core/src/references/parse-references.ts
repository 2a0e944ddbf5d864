import { isUtf8 } from "node:buffer";
import { parseCss } from "./css-references.ts";
import { parseModule } from "./module-references.ts";
import { type Position, positionOf, type Reference } from "./reference.ts";
import { sourceMapOfScript } from "./source-map-comment.ts";

/** How a file is read: a style sheet, a module for certain, or a script whose syntax says whether it is a module. */
export type SourceKind = "css" | "module" | "script";

/** The references of a text in their order, or why it cannot be read. */
export type ParsedReferences =
  | {
      readonly kind: "parsed";
      /** The only reference of a classic script is its source map. */
      readonly syntax: "css" | "module" | "classic";
      readonly references: readonly Reference[];
    }
  | ({ readonly kind: "refused"; readonly reason: string } & Position);

const KINDS: Readonly<Record<string, SourceKind>> = { css: "css", mjs: "module", js: "script" };
/** Neither word can be written with escapes where it is a keyword. */
const MODULE_WORD = /\b(?:import|export)\b/;

/** @returns how references are looked for in a file of this name; undefined for one that is published as it is */
export function sourceKindOf(logicalPath: string): SourceKind | undefined {
  const extension = /\.(css|m?js)$/i.exec(logicalPath)?.[1]?.toLowerCase();
  return extension === undefined ? undefined : KINDS[extension];
}

/**
 * Decodes a file whose references may be replaced. A byte order mark stays in the text.
 *
 * @returns undefined for bytes that are not UTF-8, which no text could stand for byte by byte
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

/**
 * Finds each place in a text that names another file, as a browser would: by the tokens of CSS (CSS Syntax Level 3) or by the
 * imports and `import.meta` of a module (ECMA-262), and by the comment that names the source map (ECMA-426). Never throws.
 *
 * @param kind a script is a module if it has an import, an export or `import.meta`
 * @param text with its byte order mark, if it has one
 */
export function parseReferences(kind: SourceKind, text: string): ParsedReferences {
  if (kind === "css") return { kind: "parsed", syntax: "css", references: parseCss(text) };
  try {
    const read = kind === "script" && !MODULE_WORD.test(text) ? undefined : parseModule(text);
    const isModule = read !== undefined && (kind === "module" || read.hasModuleSyntax);
    const found = [...(isModule ? read.references : []), sourceMapOfScript(text) ?? []].flat();
    const references = found.sort((one, other) => one.start - other.start);
    return { kind: "parsed", syntax: isModule ? "module" : "classic", references };
  } catch (error) {
    return { kind: "refused", reason: "is not JavaScript that can be read", ...positionOf(text, offsetOf(error)) };
  }
}

function offsetOf(error: unknown): number {
  return error instanceof Error && "idx" in error && typeof error.idx === "number" ? error.idx : 0;
}
