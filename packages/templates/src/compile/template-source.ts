import { type TemplateLocation, templateError } from "../errors.ts";
import { compileTemplate } from "./template-compiler.ts";
import type { TemplateFile } from "../lookup/template-origins.ts";
import { SyntaxFault, type TextSurroundings } from "./template-parser.ts";

/** A compiled template, in one state of its file. */
export interface TemplateSource extends TemplateFile {
  /** The compiled functions, as nunjucks takes them. */
  readonly code: object;
  /** The positions at which an undefined value has been reported. */
  readonly warned: Set<string>;
}

/** A position in a template. Line and column count from 0, as in nunjucks. */
export interface Spot {
  readonly template: TemplateSource;
  readonly lineno: number;
  readonly colno: number;
}

/** The surroundings of a piece of text. */
export type ExpandedText = Pick<TextSurroundings, "followsMediaUrl" | "precedesExpression">;

/** Options of compilation. */
export interface CompileOptions {
  /** Transforms the text outside of tags, comments and raw blocks. */
  readonly expand: (text: string, location: TemplateLocation & ExpandedText) => string;
  /** Whether undefined values are reported. */
  readonly checked: boolean;
}

/**
 * Compiles the text of a template.
 *
 * @throws TEMPLATE_SYNTAX
 */
export function compileSource(found: TemplateFile, text: string, { expand, checked }: CompileOptions): TemplateSource {
  const { file, origin } = found;
  const template = {
    text: text.startsWith("\uFEFF") ? text.slice(1) : text,
    delimiters: origin.delimiters,
    expand: (value: string, { line, column, ...around }: TextSurroundings) =>
      expand(value, { ...around, file, line: line + 1, column: column + 1 }),
  };
  try {
    const source = { ...found, code: {}, warned: new Set<string>() };
    return Object.assign(source, { code: compileTemplate(template, checked)(source) });
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    const { line, column, message } = error;
    throw templateError("TEMPLATE_SYNTAX", { at: { file, line, column }, reason: message }, error.cause);
  }
}

/** @returns the position in the file, counted from 1 */
export function locationOf({ template, lineno, colno }: Spot): TemplateLocation {
  return { file: template.file, line: lineno + 1, column: colno + 1 };
}
