import type { Delimiters } from "@mediaroot/core";
import { lexer, type Node, Parser, type Token, type Tokenizer } from "./nunjucks.ts";
import { createUrlAttributes } from "./url-attributes.ts";

/** The text of a template, with the rules for reading it. */
export interface TemplateText {
  readonly text: string;
  readonly delimiters: Delimiters;
  /** Transforms the text outside of tags, comments and raw blocks. */
  readonly expand: (text: string, surroundings: TextSurroundings) => string;
}

/** Where a piece of text is in its template, and what is on both sides of it. */
export interface TextSurroundings {
  /** From 0. */
  readonly line: number;
  readonly column: number;
  /** Whether the expression right before it prints MEDIA_URL and nothing else. */
  readonly followsMediaUrl: boolean;
  /** Whether an expression is right behind it. */
  readonly precedesExpression: boolean;
}

/** A syntax error in a template. Line and column count from 1. */
export class SyntaxFault extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, place: Pick<SyntaxFault, "line" | "column">, cause: unknown) {
    super(message, { cause });
    this.line = place.line;
    this.column = place.column;
  }
}

/** A parsed template. */
export interface ParsedTemplate {
  /** The syntax tree of nunjucks. */
  readonly tree: Node;
  /** Whether the output at a position (from 0) is the start of the value of a URL attribute. */
  readonly beginsUrl: (line: number, column: number) => boolean;
}

/**
 * Parses the text of a template.
 *
 * @throws SyntaxFault
 */
export function parseTemplate(template: TemplateText): ParsedTemplate {
  const [variableStart, variableEnd] = template.delimiters;
  const tokens = lexer.lex(template.text, { tags: { variableStart, variableEnd } });
  const progress: Progress = { start: { value: "", lineno: 0, colno: 0 }, tag: undefined, open: [], urls: new Set() };
  followTokens(tokens, progress, template);
  const parser = new TemplateParser(tokens, progress);
  try {
    const tree = parser.parseAsRoot();
    return { tree, beginsUrl: (line, column) => progress.urls.has(`${line}:${column}`) };
  } catch (error) {
    throw syntaxFault(error, tokens, progress);
  }
}

const MEDIA_URL_EXPRESSION = `${lexer.TOKEN_SYMBOL} MEDIA_URL.`;

type Mark = Pick<Token, "value" | "lineno" | "colno">;

interface Progress {
  /** The start of the token that is being read. */
  start: Mark;
  /** The last `{%` or `{{`. */
  tag: Mark | undefined;
  /** The names of the open tags, the innermost last. */
  readonly open: Mark[];
  /** The positions where the value of a URL attribute starts, as `line:column`. */
  readonly urls: Set<string>;
}

function followTokens(tokens: Tokenizer, progress: Progress, { expand, delimiters }: TemplateText): void {
  const next = tokens.nextToken.bind(tokens);
  const attributes = createUrlAttributes();
  /** The tokens of the expression that is being read, or was read last. */
  let expression = "";
  tokens.nextToken = () => {
    progress.start = { value: "", lineno: tokens.lineno, colno: tokens.colno };
    const token = next();
    if (token?.type === lexer.TOKEN_DATA) {
      token.value = expand(token.value, {
        line: token.lineno,
        column: token.colno,
        followsMediaUrl: expression === MEDIA_URL_EXPRESSION,
        precedesExpression: tokens.currentStr().startsWith(delimiters[0]),
      });
      attributes.text(token.value);
      expression = "";
    } else if (token !== null && token.type !== lexer.TOKEN_WHITESPACE) {
      if (token.type === lexer.TOKEN_VARIABLE_START) expression = "";
      else expression += token.type === lexer.TOKEN_VARIABLE_END ? "." : `${token.type} ${token.value}`;
    }
    if (token?.type === lexer.TOKEN_VARIABLE_START && attributes.value()) {
      progress.urls.add(`${token.lineno}:${token.colno}`);
    }
    if (token?.type === lexer.TOKEN_BLOCK_START || token?.type === lexer.TOKEN_VARIABLE_START) progress.tag = token;
    return token;
  };
}

class TemplateParser extends Parser {
  readonly #progress: Progress;

  constructor(tokens: Tokenizer, progress: Progress) {
    super(tokens);
    this.#progress = progress;
  }

  override parseStatement(): Node | null {
    const token = this.peekToken();
    if (token !== null) this.#progress.open.push(token);
    const node = super.parseStatement();
    this.#progress.open.pop();
    return node;
  }

  /** nunjucks ignores a `raw` that is not closed. */
  override parseRaw(tagName = "raw"): Node {
    if (new RegExp(`\\{%\\s*end${tagName}\\s*%\\}`).test(this.tokens.currentStr())) return super.parseRaw(tagName);
    const { lineno, colno } = this.#progress.tag ?? this.#progress.start;
    return this.fail(`{% ${tagName} %} is never closed by {% end${tagName} %}`, lineno, colno);
  }
}

function syntaxFault(error: unknown, tokens: Tokenizer, { start, tag, open }: Progress): SyntaxFault {
  const fault = (text: string, at: Mark): SyntaxFault =>
    new SyntaxFault(text, { line: at.lineno + 1, column: at.colno + 1 }, error);
  const { message, lineno, colno = 1 } = error as Error & { readonly lineno?: number; readonly colno?: number };
  const reason = message.replace(/^(?:parse\w+|advance\w+): /, "");
  if (lineno !== undefined) return new SyntaxFault(reason, { line: lineno, column: colno }, error);
  const unclosed = open.at(-1);
  if (tokens.isFinished() && tokens.in_code && tag !== undefined) return fault(`${tag.value} is never closed`, tag);
  if (unclosed === undefined) return fault(reason, start);
  const state = tokens.isFinished() && !(error instanceof TypeError) ? "is never closed" : "is not complete";
  return fault(`{% ${unclosed.value} %} ${state}`, unclosed);
}
