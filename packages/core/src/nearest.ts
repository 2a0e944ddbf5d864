import { distance } from "fastest-levenshtein";

/**
 * The names that are spelled most like `name`, best first.
 *
 * @param name what was written
 * @param candidates the names that exist
 * @param max the most names to return
 */
export function nearest(name: string, candidates: Iterable<string>, max = 3): readonly string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(2, Math.floor(name.length / 4));
  return [...candidates]
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .toSorted((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, max)
    .map(({ candidate }) => candidate);
}

/** @returns ` Did you mean "x" or "y"?` for the nearest of the candidates, or an empty string if none is near */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  return suggest(nearest(name, candidates));
}

/** @returns ` Did you mean "x" or "y"?` for names, best first, or an empty string if there are none */
export function suggest(names: readonly string[]): string {
  return names.length === 0 ? "" : ` Did you mean ${names.map((near) => `"${near}"`).join(" or ")}?`;
}
