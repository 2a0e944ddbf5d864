/** The value of the longest prefix of a path, and the number of segments of that prefix. */
export interface PrefixMatch<Value> {
  readonly value: Value;
  readonly depth: number;
}

/** A table of values by URL prefix. */
export interface PrefixTable<Value> {
  /**
   * Adds a prefix, or replaces its value.
   *
   * @param prefix segments, at least one
   */
  set(prefix: readonly string[], value: Value): void;
  /** @returns the value of the longest prefix of these segments: `/f` holds `/f/x` and never `/fffzzz` */
  match(segments: readonly string[]): PrefixMatch<Value> | undefined;
  values(): readonly Value[];
  isEmpty(): boolean;
}

/** Creates an empty table. */
export function createPrefixTable<Value>(): PrefixTable<Value> {
  const rows: { readonly prefix: readonly string[]; readonly match: PrefixMatch<Value> }[] = [];
  const holds = (prefix: readonly string[], segments: readonly string[]): boolean =>
    prefix.every((segment, index) => segments[index] === segment);
  return {
    set(prefix, value) {
      const same = rows.findIndex((row) => row.prefix.length === prefix.length && holds(row.prefix, prefix));
      if (same !== -1) rows.splice(same, 1);
      rows.push({ prefix, match: { value, depth: prefix.length } });
      rows.sort((a, b) => b.prefix.length - a.prefix.length);
    },
    match: (segments) => rows.find(({ prefix }) => holds(prefix, segments))?.match,
    isEmpty: () => rows.length === 0,
    values: () => rows.map(({ match }) => match.value),
  };
}

/** @returns the segments of a URL prefix: `/a/b/` and `/a/b` are both `["a", "b"]` */
export function prefixSegments(prefix: string): readonly string[] {
  return prefix.split("/").filter((segment) => segment !== "");
}
