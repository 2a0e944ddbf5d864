import { type DanglingReference, readLinks, type UnreadableSource } from "./file-links.ts";
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

/**
 * Reads every style sheet and script that gets a hashed name, one after the other, and keeps which files refer to which.
 *
 * @throws what `source.read` throws
 */
export function surveyPublication(source: PublicationSource): PublicationSurvey {
  const files = [...source.hashed].sort();
  const targets = new Map<string, ReadonlySet<string>>();
  const dangling: (readonly DanglingReference[])[] = [];
  const unreadable: UnreadableSource[] = [];
  for (const file of files) {
    const read = readLinks(file, source);
    if (read === undefined) continue;
    if (read.links.length > 0) targets.set(file, new Set(read.links.map(({ logicalPath }) => logicalPath)));
    dangling.push(read.dangling);
    if (read.unreadable !== undefined) unreadable.push(read.unreadable);
  }
  const graph = new Map(files.map((file) => [file, targets.get(file) ?? []]));
  return { groups: groupByReferences(graph), targets, dangling: dangling.flat(), unreadable };
}
