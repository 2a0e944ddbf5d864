/** The merged list, and whether the lists contradicted each other. */
export interface MergedOrder<Item> {
  readonly items: readonly Item[];
  /** Whether two lists hold the same items in opposite orders. `items` are then in the order first seen. */
  readonly conflict: boolean;
}

interface Node<Item> {
  readonly item: Item;
  /** Keys of the items that come directly before this one in some list. */
  readonly after: Set<string>;
}

/**
 * Merges lists so that each keeps its order, as Django's `Media.merge` does: items are sorted into topological levels, and inside
 * a level by first appearance.
 *
 * @param lists in order of appearance
 * @param keyOf items with the same key are the same item; the first is kept
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
