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
const NEW = /(?<![\w$.])new(?![\w$])/g;
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
  const before = text.slice(floor, end);
  for (const { index } of before.matchAll(NEW)) {
    const match = literalAt(NEW_URL, before, index);
    if (match?.end === before.length) return { start: floor + match.literal.start, end: floor + match.literal.end };
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
