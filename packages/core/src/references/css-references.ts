import { tokenize, tokenTypes } from "css-tree/tokenizer";
import { decodeCss, isBareUrl, insideString, insideUrl, type Span, trimSpan } from "./css-text.ts";
import type { Reference, ReferenceForm, ReferencePlace } from "./reference.ts";
import { sourceMapInComment } from "./source-map-comment.ts";

/** An open bracket or function. */
interface Open {
  /** The type of token that closes it. */
  readonly closer: number;
  /** The function's name in lower case; "" for a bracket. */
  readonly name: string;
  /** The form of a string or bare url directly in it. */
  readonly form: ReferenceForm | undefined;
  /** Offset behind the bracket. */
  readonly inside: number;
}

const CLOSERS: ReadonlyMap<number, number> = new Map([
  [tokenTypes.Function, tokenTypes.RightParenthesis],
  [tokenTypes.LeftParenthesis, tokenTypes.RightParenthesis],
  [tokenTypes.LeftSquareBracket, tokenTypes.RightSquareBracket],
  [tokenTypes.LeftCurlyBracket, tokenTypes.RightCurlyBracket],
]);
const URL_FUNCTIONS: ReadonlyMap<string, ReferenceForm> = new Map([
  ["url", "url"],
  ["src", "src"],
]);
const IMAGE_SET = /^(?:-webkit-)?image-set$/;

/** How far a style sheet has been read. */
interface Reading {
  readonly text: string;
  readonly found: Reference[];
  readonly open: Open[];
  /** The last comment that names a source map. */
  sourceMap: Reference | undefined;
  /** How many brackets were open where the at-rule began whose prelude is being read. */
  prelude: number | undefined;
  /** The form of the next token, if it is a string, a url or a url function. */
  awaited: ReferenceForm | undefined;
}

/** Finds the references of a style sheet. Takes any text, as browsers do. */
export function parseCss(text: string): readonly Reference[] {
  const reading: Reading = { text, found: [], open: [], sourceMap: undefined, prelude: undefined, awaited: undefined };
  tokenize(text, (type, start, end) => take(reading, type, { start, end }));
  const { found, sourceMap } = reading;
  return sourceMap === undefined ? found : [...found, sourceMap].sort((one, other) => one.start - other.start);
}

function take(reading: Reading, type: number, token: Span): void {
  if (type === tokenTypes.WhiteSpace) return;
  if (type === tokenTypes.Comment) {
    reading.sourceMap = sourceMapInComment(reading.text, token) ?? reading.sourceMap;
    return;
  }
  const expected = reading.awaited;
  reading.awaited = undefined;
  const closer = CLOSERS.get(type);
  if (closer !== undefined) takeOpener(reading, token, { closer, expected });
  else if (type === tokenTypes.AtKeyword) takeAtKeyword(reading, token);
  else if (type === tokenTypes.String) takeString(reading, token, expected);
  else if (type === tokenTypes.Url) takeUrl(reading, token, expected);
  else if (type === tokenTypes.Semicolon) endPrelude(reading);
  else takeCloser(reading, type, token);
}

function takeAtKeyword(reading: Reading, token: Span): void {
  if (reading.prelude !== undefined) return;
  reading.prelude = reading.open.length;
  if (nameOf(reading, token) === "@import") reading.awaited = "import";
}

/** Ends the prelude of an at-rule, unless the token that would end it is inside brackets of the prelude. */
function endPrelude(reading: Reading): void {
  if (reading.prelude === reading.open.length) reading.prelude = undefined;
}

function takeOpener(
  reading: Reading,
  token: Span,
  { closer, expected }: { readonly closer: number; readonly expected: ReferenceForm | undefined },
): void {
  if (closer === tokenTypes.RightCurlyBracket) endPrelude(reading);
  const name = nameOf(reading, { start: token.start, end: token.end - 1 });
  const form = URL_FUNCTIONS.get(name);
  // A prelude names no file, except that of an import.
  reading.awaited = form !== undefined && reading.prelude !== undefined ? expected : form;
  reading.open.push({ closer, name, form: reading.awaited, inside: token.end });
}

function takeCloser(reading: Reading, type: number, token: Span): void {
  const { text, open } = reading;
  const last = open.at(-1);
  if (last?.closer !== type) return;
  endPrelude(reading);
  open.pop();
  // The tokenizer takes a bare url for a url only where the name of the function is written without escapes.
  if (last.name !== "url" || last.form === undefined) return;
  const span = trimSpan(text, { start: last.inside, end: token.start });
  if (isBareUrl(text.slice(span.start, span.end))) add(reading, last.form, { place: "css-url", span });
}

function takeString(reading: Reading, token: Span, expected: ReferenceForm | undefined): void {
  const inImageSet = reading.prelude === undefined && IMAGE_SET.test(reading.open.at(-1)?.name ?? "");
  const form = expected ?? (inImageSet ? "image-set" : undefined);
  if (form !== undefined) add(reading, form, { place: "css-string", span: insideString(reading.text, token) });
}

function takeUrl(reading: Reading, token: Span, expected: ReferenceForm | undefined): void {
  const form = expected ?? (reading.prelude === undefined ? "url" : undefined);
  if (form !== undefined) add(reading, form, { place: "css-url", span: insideUrl(reading.text, token) });
}

function add(
  { text, found }: Reading,
  form: ReferenceForm,
  { place, span }: { readonly place: ReferencePlace; readonly span: Span },
): void {
  found.push({ form, place, ...span, specifier: decodeCss(text.slice(span.start, span.end)) });
}

function nameOf({ text }: Reading, { start, end }: Span): string {
  return decodeCss(text.slice(start, end)).toLowerCase();
}
