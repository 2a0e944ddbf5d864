import type { Span } from "./css-text.ts";
import type { Reference } from "./reference.ts";

const MARK = "sourceMappingURL=";
const MARKED_COMMENT = /\/\*[#@][ \t]*sourceMappingURL=/y;
const OPENING = /\/[/*][#@][ \t]*$/;
const LONGEST_OPENING = 16;
const LINE_END = /[\n\r\u2028\u2029]|$/g;
const SPACE_OR_LINE_COMMENT = /(?:\s+|\/\/[^\n\r\u2028\u2029]*)+/y;

/**
 * Finds the source map that a comment of a style sheet names by "# sourceMappingURL=x.css.map" (ECMA-426).
 *
 * @param comment with its delimiters; at the end of a file the closing one may be missing
 */
export function sourceMapInComment(text: string, comment: Span): Reference | undefined {
  MARKED_COMMENT.lastIndex = comment.start;
  const opening = MARKED_COMMENT.exec(text)?.[0];
  if (opening === undefined) return undefined;
  const isClosed = text.endsWith("*/", comment.end);
  const end = isClosed ? comment.end - 2 : comment.end;
  return referenceIn(text, { place: "block-comment", start: comment.start + opening.length, end });
}

/**
 * Finds the source map that a script names: `//# sourceMappingURL=x.js.map`. It must be in one of the comments that end the file
 * (ECMA-426), so that no text inside a string or template is taken for one.
 */
export function sourceMapOfScript(text: string): Reference | undefined {
  // Most scripts have none, and `includes` is several times as fast as `lastIndexOf`.
  if (!text.includes(MARK)) return undefined;
  const at = text.lastIndexOf(MARK);
  const opening = OPENING.exec(text.slice(Math.max(0, at - LONGEST_OPENING), at))?.[0];
  if (opening === undefined) return undefined;
  const start = at + MARK.length;
  const isBlock = opening.startsWith("/*");
  const end = isBlock ? text.indexOf("*/", start) : lineEnd(text, start);
  if (end < 0 || !isSpaceAndComments(text, isBlock ? end + 2 : end)) return undefined;
  return referenceIn(text, { place: isBlock ? "block-comment" : "line-comment", start, end });
}

function lineEnd(text: string, offset: number): number {
  LINE_END.lastIndex = offset;
  return LINE_END.exec(text)?.index ?? text.length;
}

/** A white space or quote in it makes the whole comment void, as in V8. */
function referenceIn(text: string, { place, start, end }: Span & Pick<Reference, "place">): Reference | undefined {
  const specifier = text.slice(start, end).trimEnd();
  if (specifier === "" || /[\s"'`]/.test(specifier)) return undefined;
  return { form: "source-map", place, start, end: start + specifier.length, specifier };
}

function isSpaceAndComments(text: string, from: number): boolean {
  let offset = from;
  for (;;) {
    SPACE_OR_LINE_COMMENT.lastIndex = offset;
    offset += SPACE_OR_LINE_COMMENT.exec(text)?.[0].length ?? 0;
    if (offset === text.length) return true;
    if (!text.startsWith("/*", offset)) return false;
    const end = text.indexOf("*/", offset + 2);
    if (end < 0) return false;
    offset = end + 2;
  }
}
