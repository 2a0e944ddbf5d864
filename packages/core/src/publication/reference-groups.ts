/** A file on the way: the files it refers to that are still to be visited, and what Tarjan's algorithm keeps of it. */
interface Visit {
  readonly path: string;
  readonly order: number;
  readonly targets: Iterator<string>;
  /** The lowest order of an open file that can be reached from here. */
  low: number;
}

/**
 * Groups files by their references: the files of a group reach each other, and every other file is a group of its own
 * (Tarjan's strongly connected components, without recursion: chains may be long).
 *
 * @param files the logical paths that each file refers to; paths that are no key are left out
 * @returns groups in the order in which they can be hashed: all that a group refers to comes before it. The same for the same
 * files, whatever their order; the files of a group are sorted.
 */
export function groupByReferences(files: ReadonlyMap<string, Iterable<string>>): readonly (readonly string[])[] {
  const groups: (readonly string[])[] = [];
  const visits = new Map<string, Visit>();
  const grouped = new Set<string>();
  const open: string[] = [];

  const addGroup = (group: readonly string[]): void => {
    for (const member of group) grouped.add(member);
    groups.push(group);
  };
  const enter = (path: string, way: Visit[]): void => {
    const targets = targetsOf(path, files);
    // Most files refer to no other.
    if (targets.length === 0) return addGroup([path]);
    const visit = { path, order: visits.size, targets: targets.values(), low: visits.size };
    visits.set(path, visit);
    open.push(path);
    way.push(visit);
  };

  const close = ({ path, order, low }: Visit): void => {
    if (low === order) addGroup(open.splice(open.lastIndexOf(path)).sort());
  };

  const walk = (start: string): void => {
    const way: Visit[] = [];
    enter(start, way);
    for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
      const next = visit.targets.next();
      if (next.done === true) {
        way.pop();
        close(visit);
        const above = way.at(-1);
        if (above !== undefined) above.low = Math.min(above.low, visit.low);
      } else if (!grouped.has(next.value)) {
        const seen = visits.get(next.value);
        if (seen === undefined) enter(next.value, way);
        else visit.low = Math.min(visit.low, seen.order);
      }
    }
  };

  for (const path of [...files.keys()].sort()) if (!grouped.has(path)) walk(path);
  return groups;
}

function targetsOf(path: string, files: ReadonlyMap<string, Iterable<string>>): readonly string[] {
  return [...(files.get(path) ?? [])].filter((target) => files.has(target)).sort();
}
