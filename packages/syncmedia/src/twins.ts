/**
 * Paths that a file system which ignores letter case, or the form of Unicode, takes for one: each with the first that it
 * is the twin of.
 *
 * @param paths logical paths, all different
 */
export function findTwins(paths: Iterable<string>): ReadonlyMap<string, string> {
  const firsts = new Map<string, string>();
  const twins = new Map<string, string>();
  for (const path of paths) {
    const folded = path.normalize("NFC").toLowerCase();
    const first = firsts.get(folded);
    if (first === undefined) firsts.set(folded, path);
    else twins.set(path, first);
  }
  return twins;
}
