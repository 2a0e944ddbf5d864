/** A part of a text: from an offset up to the one that it ends before. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

// https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point
const ESCAPE = /\\(?:([0-9a-f]{1,6})(?:\r\n|[ \t\n\r\f])?|(\r\n|[\n\r\f])|([^]))?/gi;
const MAX_CODE_POINT = 0x10_ff_ff;

/** @returns what is written in a string, url or name of a style sheet, with its escapes decoded */
export function decodeCss(written: string): string {
  if (!written.includes("\\")) return written;
  return written.replace(ESCAPE, (...[, hex, , character]: readonly (string | undefined)[]) =>
    hex === undefined ? (character ?? "") : characterOf(Number.parseInt(hex, 16)),
  );
}

/** @returns whether this may stand in a url without quotes */
export function isBareUrl(written: string): boolean {
  return written !== "" && !/[\s"'()]/.test(written.replace(ESCAPE, ""));
}

function characterOf(code: number): string {
  const isSurrogate = code >= 0xd8_00 && code <= 0xdf_ff;
  return code === 0 || isSurrogate || code > MAX_CODE_POINT ? "\uFFFD" : String.fromCodePoint(code);
}

/** The text between the quotes of a string token. At the end of a file the closing quote may be missing. */
export function insideString(text: string, { start, end }: Span): Span {
  const isClosed = end - start > 1 && text[end - 1] === text[start] && !isEscaped(text, end - 1);
  return { start: start + 1, end: isClosed ? end - 1 : end };
}

/** The text of a url token without `url(`, the white space around it, and the `)`, which may be missing. */
export function insideUrl(text: string, { start, end }: Span): Span {
  const isClosed = text[end - 1] === ")" && !isEscaped(text, end - 1);
  return trimSpan(text, { start: start + "url(".length, end: isClosed ? end - 1 : end });
}

/** Leaves out white space at both ends, but not a space that a backslash escapes. */
export function trimSpan(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && isSpace(text[start])) start += 1;
  while (start < end && isSpace(text[end - 1]) && !isEscaped(text, end - 1)) end -= 1;
  return { start, end };
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && " \t\n\r\f".includes(character);
}

function isEscaped(text: string, offset: number): boolean {
  let first = offset;
  while (text[first - 1] === "\\") first -= 1;
  return (offset - first) % 2 === 1;
}
