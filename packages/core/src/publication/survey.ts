import { type DanglingReference, findLinks, type UnreadableSource } from "./file-links.ts";
import type { PublicationSource } from "./publication-source.ts";
import { groupByReferences } from "./reference-groups.ts";

/** The facts about a publication that are known before anything is named or written. */
export interface PublicationSurvey {
  /** All files that get hashed names, in groups that share a hash; what a group refers to comes before it. */
  readonly groups: readonly (readonly string[])[];
  /** The files that each style sheet or script refers to; only those that refer to any. */
  readonly targets: ReadonlyMap<string, ReadonlySet<string>>;
  /** References that lead to no published file, by file and offset. They stay as they are. */
  readonly dangling: readonly DanglingReference[];
  /** Files that are published as they are, because they cannot be read. */
  readonly unreadable: readonly UnreadableSource[];
}

const NONE: readonly string[] = [];

/**
 * Finds out which files refer to which. A style sheet or script whose content the cache does not know is read, one after the other.
 *
 * @throws what `source.read` and `source.digest` throw
 */
export function surveyPublication(source: PublicationSource): PublicationSurvey {
  const files = [...source.hashed].sort();
  const targets = new Map<string, ReadonlySet<string>>();
  const dangling: (readonly DanglingReference[])[] = [];
  const unreadable: UnreadableSource[] = [];
  for (const file of files) {
    const links = findLinks(file, source);
    if (links === undefined) continue;
    if (links.targets.size > 0) targets.set(file, links.targets);
    dangling.push(links.dangling);
    if (links.unreadable !== undefined) unreadable.push(links.unreadable);
  }
  const graph = new Map(files.map((file) => [file, targets.get(file) ?? NONE]));
  return { groups: groupByReferences(graph), targets, dangling: dangling.flat(), unreadable };
}
