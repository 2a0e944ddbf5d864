/** The position of the tag in a page, as far as its beginning shows it. */
export type TagPosition =
  /** Before this character. */
  | { readonly kind: "at"; readonly index: number }
  /** Not known before more of the page has arrived. It is after this many characters. */
  | { readonly kind: "unknown"; readonly passed: number };

/** How a comment begins. */
export const COMMENT_START = "<!--";
const BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";
const SPACE = /[\t\n\f\r ]*/y;
// The text that may come before the first element (https://html.spec.whatwg.org/#the-initial-insertion-mode): comments, the
// doctype, and what a parser takes for a comment.
const COMMENT = /<!--(?:>|->|[^]*?--!?>)/y;
const DECLARATION = /<[!?/][^>]*>/y;
const TAG = /<([a-z][^\t\n\f\r />]*)(?:"[^"]*"|'[^']*'|[^"'>])*>/iy;
const UNFINISHED = /^<(?:$|[!?/a-z])/i;

/**
 * Finds the place for a script that runs before all others: right after the start tag of the head. Where the head has no
 * tag of its own, before the first thing that would begin it; so never before the doctype.
 *
 * @param text the beginning of a page, a character for each byte (latin1)
 */
export function findTagPosition(text: string): TagPosition {
  let index = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  for (;;) {
    index += lengthAt(SPACE, text, index);
    if (index === text.length) return { kind: "unknown", passed: index };
    const skipped = text.startsWith(COMMENT_START, index) ? COMMENT : DECLARATION;
    const passed = lengthAt(skipped, text, index);
    if (passed > 0) {
      index += passed;
      continue;
    }
    TAG.lastIndex = index;
    const [tag, name = ""] = TAG.exec(text) ?? [];
    if (tag === undefined)
      return UNFINISHED.test(text.slice(index, index + 2)) ? { kind: "unknown", passed: index } : { kind: "at", index };
    if (name.toLowerCase() === "head") return { kind: "at", index: index + tag.length };
    if (name.toLowerCase() !== "html") return { kind: "at", index };
    index += tag.length;
  }
}

function lengthAt(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0].length ?? 0;
}
