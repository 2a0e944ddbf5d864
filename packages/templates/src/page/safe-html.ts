import { SafeString } from "../compile/nunjucks.ts";

// In a file of its own: the type declarations of this package must not import nunjucks, which is bundled.
/** HTML that templates print as it is. */
export interface SafeHtml {
  toString(): string;
}

/**
 * Marks HTML as safe, as Django's `mark_safe` does: templates print it without escaping it.
 *
 * @param html must hold no text of others that is not escaped
 * @example filters: { stars: (count: number) => markSafe("<b>★</b>".repeat(count)) }
 */
export function markSafe(html: string): SafeHtml {
  return new SafeString(html);
}
