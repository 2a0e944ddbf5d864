import type { ListedFile } from "@mediaroot/core";
import { sourceName } from "@mediaroot/core/internal";
import { finding, type Finding } from "../finding.ts";
import { usedMedia } from "../named-media.ts";
import { count } from "../summarize-findings.ts";
import type { SurveyedSite } from "../surveyed-site.ts";
import { type BrokenFile, danglingReferences } from "./dangling-references.ts";
import { fixedPrefixes } from "./fixed-prefixes.ts";

/** Finds references of style sheets and scripts that lead nowhere, and those that only work under today's MEDIA_URL. */
export function checkReferences(site: SurveyedSite): readonly Finding[] {
  return [
    ...danglingIn(site),
    ...site.listing.files.flatMap((file) => [...unreadableIn(site, file), ...fixedIn(site, file)]),
  ];
}

/** One finding for each reference that a page may meet, and one for all others of a package. */
function danglingIn(site: SurveyedSite): readonly Finding[] {
  const broken = danglingReferences(site);
  if (broken.length === 0) return [];
  const used = usedMedia(site);
  const { met = [], unmet = [] } = Object.groupBy(broken, ({ file }) => (used.has(file.logicalPath) ? "met" : "unmet"));
  return [...findingsOf(met), ...[...Map.groupBy(findingsOf(unmet), ({ app }) => app).values()].flatMap(sumUp)];
}

function findingsOf(broken: readonly BrokenFile[]): readonly Finding[] {
  return broken.flatMap(({ findings }) => findings);
}

function sumUp(findings: readonly Finding[]): readonly Finding[] {
  const [first] = findings;
  if (first === undefined) return [];
  const files = count(new Set(findings.map(({ file }) => file)).size, "file");
  const text = `${count(findings.length, "reference")} in ${files} lead nowhere, and nothing of the site names these files.`;
  return [finding("references.W006", first, `${text} The first: ${first.message}`)];
}

function unreadableIn({ references }: SurveyedSite, file: ListedFile): readonly Finding[] {
  const read = references.get(file.logicalPath);
  if (read?.kind !== "refused") return [];
  const place = { app: sourceName(file.source), file: file.path, ...read.position };
  return [finding("references.W004", place, `${file.logicalPath} ${read.reason}.`)];
}

function fixedIn({ references, project }: SurveyedSite, file: ListedFile): readonly Finding[] {
  const read = references.get(file.logicalPath);
  if (read?.kind !== "parsed" || !/\.css$/i.test(file.logicalPath)) return [];
  const prefixes = fixedPrefixes(project);
  return read.references.flatMap(({ specifier, line, column }) => {
    const prefix = prefixes.find((one) => specifier.startsWith(one));
    if (prefix === undefined) return [];
    const place = { app: sourceName(file.source), file: file.path, line, column };
    return finding("references.W005", place, `${JSON.stringify(specifier)} works only while media is at ${prefix}.`);
  });
}
