import type { Span } from "./css-text.ts";

/** A string literal, quotes included, that is resolved against the module's URL. */
export interface MetaLiteral extends Span {
  readonly form: "new-url" | "import-meta-resolve";
}

/** How far before `import.meta` its `new` is looked for. */
const REACH = 4096;

// Each alternative begins with another character and ends in one way only, so that nothing is tried twice.
const GAP = String.raw`(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n\r\u2028\u2029]*[\n\r\u2028\u2029])*`;
const LITERAL = String.raw`("(?:[^"\\\n\r]|\\[^])*"|'(?:[^'\\\n\r]|\\[^])*'|${"`"}(?:[^${"`"}\\$]|\\[^]|\$(?!\{))*${"`"})`;
const NEW_URL = sticky(String.raw`new${GAP}URL${GAP}\(${GAP}${LITERAL}${GAP},${GAP}`);
const URL_PROPERTY = sticky(String.raw`${GAP}\??\.${GAP}url${GAP},?${GAP}\)`);
const RESOLVE = sticky(String.raw`${GAP}\??\.${GAP}resolve${GAP}(?:\?\.${GAP})?\(${GAP}${LITERAL}${GAP},?${GAP}\)`);

/**
 * Finds the literal of `new URL("x", import.meta.url)` or `import.meta.resolve("x")`.
 *
 * @param meta where the lexer has found `import.meta`, so that both patterns are tried in code only
 */
export function referenceAtImportMeta(text: string, meta: Span): MetaLiteral | undefined {
  const resolved = literalAt(RESOLVE, text, meta.end);
  if (resolved !== undefined) return { form: "import-meta-resolve", ...resolved.literal };
  if (literalAt(URL_PROPERTY, text, meta.end) === undefined) return undefined;
  const literal = newUrlBefore(text, meta.start);
  return literal === undefined ? undefined : { form: "new-url", ...literal };
}

function newUrlBefore(text: string, end: number): Span | undefined {
  const floor = Math.max(0, end - REACH);
  for (let at = text.lastIndexOf("new", end); at >= floor; at = text.lastIndexOf("new", at - 1)) {
    const isWord = at === 0 || !/[\w$.]/.test(text[at - 1] ?? "");
    const match = isWord ? literalAt(NEW_URL, text, at) : undefined;
    if (match?.end === end) return match.literal;
    if (at === 0) return undefined;
  }
  return undefined;
}

function sticky(source: string): RegExp {
  return new RegExp(source, "dy");
}

function literalAt(
  pattern: RegExp,
  text: string,
  at: number,
): { readonly literal: Span; readonly end: number } | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [start, end] = match.indices?.[1] ?? [at, at];
  return { literal: { start, end }, end: pattern.lastIndex };
}
