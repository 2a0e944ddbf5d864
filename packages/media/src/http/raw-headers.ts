/** Header lines as Node gives and takes them: name, value, name, value. */
export type RawHeaders = readonly string[];

/** @returns the name and the value of each line */
export function pairsOf(raw: RawHeaders): [name: string, value: string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ""]] : []));
}

/**
 * Leaves out lines; the others keep their names and order.
 *
 * @param isDropped called with each name in lower case
 */
export function withoutLines<Line>(raw: readonly Line[], isDropped: (name: string) => boolean): Line[] {
  return raw.filter((_, index) => !isDropped(String(raw[index - (index % 2)]).toLowerCase()));
}

/**
 * Counts the lines of a name.
 *
 * @param wanted in lower case
 */
export function countLines(raw: RawHeaders, wanted: string): number {
  let lines = 0;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at];
    if (name?.length === wanted.length && name.toLowerCase() === wanted) lines += 1;
  }
  return lines;
}
