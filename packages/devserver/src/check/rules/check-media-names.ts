import { parseLogicalPath } from "@mediaroot/core";
import { finding, type Finding } from "../finding.ts";
import { parentOf, sourceName } from "@mediaroot/core/internal";
import type { SurveyedSite } from "../surveyed-site.ts";

/** Finds names of media that differ only in letter case, that no system may hold, and what cannot be read. */
export function checkMediaNames({ listing }: SurveyedSite): readonly Finding[] {
  const files = listing.files.map(({ logicalPath, path, source }) => ({ name: logicalPath, path, source }));
  return [
    ...alikeNames(files).map((pair) => {
      // An author can rename an override, and not the file of a package.
      const [shown, other] = pair[0].source.kind === "project" ? pair : pair.toReversed();
      const place = { app: sourceName(shown.source), file: shown.path };
      return finding("media.E001", place, `${shown.name} and ${other.name} differ only in letter case.`);
    }),
    ...listing.refused.map(({ logicalPath, path, source, reason }) => {
      const id = parseLogicalPath(logicalPath).kind === "refused" ? "media.E002" : "media.E009";
      const place = { app: sourceName(source), file: path };
      return finding(id, place, `${JSON.stringify(logicalPath)} is not served: it ${reason}.`);
    }),
    ...listing.failed
      .filter(({ error }) => !("code" in error) || error.code !== "MEDIA_MISSING")
      .map(({ path, source, error }) =>
        finding("media.E008", { app: sourceName(source), file: path }, `It cannot be read: ${error.message}`),
      ),
  ];
}

/** @returns each pair of names that are the same ignoring case, and of directories in them */
export function alikeNames<Named extends { readonly name: string }>(
  all: readonly Named[],
): readonly (readonly [Named, Named])[] {
  const firsts = new Map<string, { readonly part: string; readonly named: Named }>();
  const pairs: (readonly [Named, Named])[] = [];
  const paired = new Set<string>();
  const directories = new Set<string>();
  for (const named of all) {
    for (const part of newPartsOf(named.name, directories)) {
      const key = part.toLowerCase();
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, { part, named });
      else if (first.part !== part) {
        if (!paired.has(part)) pairs.push([first.named, named]);
        paired.add(part);
        break;
      }
    }
  }
  return pairs;
}

/** @returns `a`, `a/b` and `a/b/c.js` for `a/b/c.js`, without the directories that came before */
function newPartsOf(name: string, directories: Set<string>): readonly string[] {
  const directory = parentOf(name);
  if (directory === "" || directories.has(directory)) return [name];
  directories.add(directory);
  return [...newPartsOf(directory, directories), name];
}
