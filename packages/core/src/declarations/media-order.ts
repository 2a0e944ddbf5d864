/** Lists merged into one, and whether they contradicted each other. */
export interface MergedOrder<Item> {
  readonly items: readonly Item[];
  /** Two lists hold the same items in opposite orders: `items` are in the order they were first seen. */
  readonly conflict: boolean;
}

interface Node<Item> {
  readonly item: Item;
  /** Keys of the items that some list has directly before this one. */
  readonly after: Set<string>;
}

/**
 * Merges lists so that each keeps its own relative order: topological levels (what may come first, then what may come
 * next, ...), and inside a level the order of first appearance, as Django's `Media.merge` does.
 *
 * @param lists in order of appearance
 * @param keyOf items with the same key are one; the first seen stays
 */
export function mergeInOrder<Item>(
  lists: readonly (readonly Item[])[],
  keyOf: (item: Item) => string,
): MergedOrder<Item> {
  const nodes = nodesOf(lists, keyOf);
  const placed = new Set<string>();
  const items: Item[] = [];
  while (placed.size < nodes.size) {
    const level = [...nodes].filter(
      ([key, { after }]) => !placed.has(key) && [...after].every((before) => placed.has(before)),
    );
    if (level.length === 0) return { items: [...nodes.values()].map(({ item }) => item), conflict: true };
    for (const [key, { item }] of level) {
      placed.add(key);
      items.push(item);
    }
  }
  return { items, conflict: false };
}

function nodesOf<Item>(
  lists: readonly (readonly Item[])[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, Node<Item>> {
  const nodes = new Map<string, Node<Item>>();
  for (const list of lists) {
    let before: string | undefined;
    for (const item of list) {
      const key = keyOf(item);
      const node = nodes.get(key) ?? { item, after: new Set() };
      nodes.set(key, node);
      if (before !== undefined && before !== key) node.after.add(before);
      before = key;
    }
  }
  return nodes;
}
