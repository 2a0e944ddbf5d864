import { nearest } from "../nearest.ts";
import type { DirectoryEntry } from "./media-directory.ts";
import type { MediaFinder } from "./media-finder.ts";

/** No file system holds a longer name, and comparing one with many others takes long. */
const LONGEST_NAME = 255;

/**
 * The logical paths that somebody who asked for one in vain may have meant, best first, in segments; that of a directory ends
 * with an empty one. Looks at the first part of the path that is not there, beside which the right name may stand.
 *
 * @param from how many segments are there for certain
 * @throws system errors
 */
export function nearMedia(
  finder: MediaFinder,
  segments: readonly string[],
  from: number,
): readonly (readonly string[])[] {
  for (let depth = from; depth < segments.length; depth += 1) {
    const parent = segments.slice(0, depth);
    const entries = finder.listDirectory(parent)?.entries ?? [];
    const wanted = segments[depth] ?? "";
    if (entries.some(({ name, kind }) => name === wanted && kind === "directory")) continue;
    if (wanted.length > LONGEST_NAME) return [];
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    const rest = segments.slice(depth + 1);
    return nearest(wanted, byName.keys()).flatMap((name) => {
      const entry = byName.get(name);
      return entry === undefined ? [] : [within(finder, entry, { parent, rest })];
    });
  }
  return [];
}

function within(
  finder: MediaFinder,
  { name, kind }: DirectoryEntry,
  { parent, rest }: { readonly parent: readonly string[]; readonly rest: readonly string[] },
): readonly string[] {
  const whole = [...parent, name, ...rest];
  if (rest.length > 0 && finder.find(whole) !== undefined) return whole;
  return kind === "directory" ? [...parent, name, ""] : [...parent, name];
}
