import { type DynamicImport, type Import, type ImportMetaRef, parse } from "es-module-lexer";
import type { Span } from "./css-text.ts";
import { referenceAtImportMeta } from "./import-meta-references.ts";
import type { Reference } from "./reference.ts";

/** A script, read: whether it has syntax that only modules have, and what it names if it is a module. */
export interface ReadModule {
  readonly hasModuleSyntax: boolean;
  /** In the order that the lexer gives them. */
  readonly references: readonly Reference[];
}

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Finds the references that are in the code of a JavaScript module.
 *
 * @throws an Error with `idx`, the offset, for what the lexer cannot read
 */
export function parseModule(text: string): ReadModule {
  // The lexer does not know a byte order mark, and would miss an import behind it.
  const [imports, , , hasModuleSyntax] = parse(text.startsWith(BYTE_ORDER_MARK) ? ` ${text.slice(1)}` : text);
  return { hasModuleSyntax, references: imports.flatMap((one) => referenceOf(text, one) ?? []) };
}

function referenceOf(text: string, one: Import): Reference | undefined {
  if (one.type === "import-meta") return ofImportMeta(text, one);
  if (one.type === "dynamic") return ofDynamicImport(text, one);
  const { start, end, specifier } = one;
  const form = text.startsWith("export", one.importStart) ? "reexport" : "static-import";
  return { form, place: "js-string", start, end, specifier };
}

function ofDynamicImport(text: string, one: DynamicImport): Reference | undefined {
  const { specifier, glob } = one;
  const isLiteral = specifier !== undefined && !glob && /["'`]/.test(text[one.start] ?? "");
  return isLiteral ? { form: "dynamic-import", place: "js-string", ...insideQuotes(one), specifier } : undefined;
}

function ofImportMeta(text: string, meta: ImportMetaRef): Reference | undefined {
  const literal = referenceAtImportMeta(text, meta);
  if (literal === undefined) return undefined;
  const written = text.slice(literal.start, literal.end);
  const specifier = written.includes("\\") ? decodeLiteral(written) : written.slice(1, -1);
  if (specifier === undefined) return undefined;
  return { form: literal.form, place: "js-string", ...insideQuotes(literal), specifier };
}

function insideQuotes({ start, end }: Span): Span {
  return { start: start + 1, end: end - 1 };
}

/** Has the lexer decode a literal, as it does those of imports. */
function decodeLiteral(literal: string): string | undefined {
  const [[one]] = parse(`import(${literal})`);
  return one?.type === "dynamic" ? one.specifier : undefined;
}
