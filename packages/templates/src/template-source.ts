import { type TemplateLocation, templateError } from "./errors.ts";
import { compileTemplate } from "./template-compiler.ts";
import type { TemplateFile } from "./template-origins.ts";
import { SyntaxFault, type TextSurroundings } from "./template-parser.ts";

/** A template in one state of its file, compiled. */
export interface TemplateSource extends TemplateFile {
  /** The functions that nunjucks runs. */
  readonly code: object;
  /** Places whose undefined value has been told. */
  readonly warned: Set<string>;
}

/** A place in a template that is rendered: line and column from 0, as nunjucks counts. */
export interface Spot {
  readonly template: TemplateSource;
  readonly lineno: number;
  readonly colno: number;
}

/** What is on both sides of a piece of text. */
export type ExpandedText = Pick<TextSurroundings, "followsMediaUrl" | "precedesExpression">;

/** How templates are compiled. */
export interface CompileOptions {
  /** Replaces text outside of tags, comments and raw blocks. */
  readonly expand: (text: string, location: TemplateLocation & ExpandedText) => string;
  /** Whether undefined values are looked for. */
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

/** @returns the place in its file, counted from 1 */
export function locationOf({ template, lineno, colno }: Spot): TemplateLocation {
  return { file: template.file, line: lineno + 1, column: colno + 1 };
}
