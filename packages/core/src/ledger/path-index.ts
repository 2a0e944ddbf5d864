/** Finds the rows of paths. */
export interface PathIndex {
  rowOf(path: string): number | undefined;
  /** The number of paths. */
  size(): number;
  /** Adds a row at the end. */
  add(path: string): number;
  /** Removes a path. Its row stays, without a path. */
  remove(path: string): void;
}

/**
 * Creates the index of some rows. Paths are mostly asked for in their order, and then from the first one again, so the row behind the
 * last one is compared first; a map of all rows is made when that is not the one.
 *
 * @param paths the path of each row, which the index changes; all are there at first, and undefined stands for one that was removed
 */
export function createPathIndex(paths: (string | undefined)[]): PathIndex {
  let last = -1;
  let size = paths.length;
  let rows: Map<string, number> | undefined;
  const rowOf = (path: string): number | undefined => {
    if (paths[last] === path) return last;
    const next = last + 1 < paths.length ? last + 1 : 0;
    const row = paths[next] === path ? next : (rows ??= rowsOf(paths)).get(path);
    last = row ?? last;
    return row;
  };
  return {
    rowOf,
    size: () => size,
    add(path) {
      size += 1;
      const row = paths.push(path) - 1;
      rows?.set(path, row);
      return row;
    },
    remove(path) {
      const row = rowOf(path);
      if (row === undefined) return;
      size -= 1;
      paths[row] = undefined;
      rows?.delete(path);
    },
  };
}

function rowsOf(paths: readonly (string | undefined)[]): Map<string, number> {
  const rows = new Map<string, number>();
  for (const [row, path] of paths.entries()) if (path !== undefined) rows.set(path, row);
  return rows;
}
