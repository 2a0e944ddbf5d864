import type { Delimiters } from "@mediaroot/core";
import { lexer, type Node, Parser, type Token, type Tokenizer } from "./nunjucks.ts";
import { createUrlAttributes } from "./url-attributes.ts";

/** A template's text and how to read it. */
export interface TemplateText {
  readonly text: string;
  readonly delimiters: Delimiters;
  /** What replaces text outside of tags, comments and raw blocks. */
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

/** What is wrong with a template's text, and where (from 1). */
export class SyntaxFault extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, place: Pick<SyntaxFault, "line" | "column">, cause: unknown) {
    super(message, { cause });
    this.line = place.line;
    this.column = place.column;
  }
}

/** A template's text, parsed. */
export interface ParsedTemplate {
  /** nunjucks' syntax tree. */
  readonly tree: Node;
  /** Whether what is printed at a place (from 0) begins the value of a URL attribute. */
  readonly beginsUrl: (line: number, column: number) => boolean;
}

/**
 * Parses a template's text.
 *
 * @throws SyntaxFault
 */
export function parseTemplate(template: TemplateText): ParsedTemplate {
  const [variableStart, variableEnd] = template.delimiters;
  const tokens = lexer.lex(template.text, { tags: { variableStart, variableEnd } });
  const place: Place = { start: { value: "", lineno: 0, colno: 0 }, tag: undefined, open: [], urls: new Set() };
  followTokens(tokens, place, template);
  const parser = new TemplateParser(tokens, place);
  try {
    const tree = parser.parseAsRoot();
    return { tree, beginsUrl: (line, column) => place.urls.has(`${line}:${column}`) };
  } catch (error) {
    throw syntaxFault(error, tokens, place);
  }
}

const MEDIA_URL_EXPRESSION = `${lexer.TOKEN_SYMBOL} MEDIA_URL.`;

type Mark = Pick<Token, "value" | "lineno" | "colno">;

/** How far the parser has come. */
interface Place {
  /** Where the token being read starts. */
  start: Mark;
  /** The last `{%` or `{{`. */
  tag: Mark | undefined;
  /** The names of tags that are not closed yet, the innermost last. */
  readonly open: Mark[];
  /** Where the value of a URL attribute begins: `line:column`. */
  readonly urls: Set<string>;
}

function followTokens(tokens: Tokenizer, place: Place, { expand, delimiters }: TemplateText): void {
  const next = tokens.nextToken.bind(tokens);
  const attributes = createUrlAttributes();
  /** The tokens of the expression that is being read, or was read last. */
  let expression = "";
  tokens.nextToken = () => {
    place.start = { value: "", lineno: tokens.lineno, colno: tokens.colno };
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
      place.urls.add(`${token.lineno}:${token.colno}`);
    }
    if (token?.type === lexer.TOKEN_BLOCK_START || token?.type === lexer.TOKEN_VARIABLE_START) place.tag = token;
    return token;
  };
}

class TemplateParser extends Parser {
  readonly #place: Place;

  constructor(tokens: Tokenizer, place: Place) {
    super(tokens);
    this.#place = place;
  }

  override parseStatement(): Node | null {
    const token = this.peekToken();
    if (token !== null) this.#place.open.push(token);
    const node = super.parseStatement();
    this.#place.open.pop();
    return node;
  }

  /** nunjucks reads on as if `raw` were not there when nothing ends it. */
  override parseRaw(tagName = "raw"): Node {
    if (new RegExp(`\\{%\\s*end${tagName}\\s*%\\}`).test(this.tokens.currentStr())) return super.parseRaw(tagName);
    const { lineno, colno } = this.#place.tag ?? this.#place.start;
    return this.fail(`{% ${tagName} %} is never closed by {% end${tagName} %}`, lineno, colno);
  }
}

function syntaxFault(error: unknown, tokens: Tokenizer, { start, tag, open }: Place): SyntaxFault {
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
