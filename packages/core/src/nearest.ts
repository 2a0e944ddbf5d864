import { distance } from "fastest-levenshtein";

/**
 * The names that somebody who wrote `name` may have meant, best first.
 *
 * @param name what was written
 * @param candidates the names that exist
 * @param most how many to give at the most
 */
export function nearest(name: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(2, Math.floor(name.length / 4));
  return [...candidates]
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .toSorted((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** @returns ` Did you mean "x" or "y"?`, or an empty string when nothing is near */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  return askIfMeant(nearest(name, candidates));
}

/** @returns the question whether one of these names was meant, best first, with a space before it; an empty string for none */
export function askIfMeant(names: readonly string[]): string {
  return names.length === 0 ? "" : ` Did you mean ${names.map((near) => `"${near}"`).join(" or ")}?`;
}
