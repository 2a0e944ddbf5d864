import { resolveReference, type ReferenceForm } from "@mediaroot/core/references";
import { sourceName } from "@mediaroot/core/internal";
import picomatch from "picomatch";
import type { CheckId } from "../check-table.ts";
import { finding, type Finding } from "../finding.ts";
import { nearPaths } from "../near-paths.ts";
import type { SurveyedSite } from "../surveyed-site.ts";
import { fixedPrefixes } from "./fixed-prefixes.ts";

type ListedFile = SurveyedSite["listing"]["files"][number];

/** Finds references of style sheets and scripts that lead nowhere, and those that only work under today's MEDIA_URL. */
export function checkReferences(site: SurveyedSite): readonly Finding[] {
  const { DANGLING } = site.project.settings.SYNCMEDIA;
  const isKnown = DANGLING.length === 0 ? () => false : picomatch([...DANGLING], { dot: true });
  return site.listing.files.flatMap((file) => {
    const read = site.references.get(file.logicalPath);
    if (read === undefined) return [];
    const place = { app: sourceName(file.source), file: file.path };
    if (read.kind === "refused")
      return finding("references.W004", { ...place, ...read.position }, `${file.logicalPath} ${read.reason}.`);
    return [...(isKnown(file.logicalPath) ? [] : danglingIn(site, file)), ...fixedIn(site, file)];
  });
}

function danglingIn(site: SurveyedSite, file: ListedFile): readonly Finding[] {
  return referencesOf(site, file).flatMap(({ form, specifier, line, column }) => {
    const place = { app: sourceName(file.source), file: file.path, line, column };
    const target = resolveReference({ form, specifier }, { from: file.logicalPath, mediaUrl: site.project.mediaUrl });
    if (target.kind === "refused")
      return finding(idOf(form), place, `${JSON.stringify(specifier)} leads to no file: it ${target.reason}.`);
    if (target.kind !== "media" || site.paths.has(target.logicalPath)) return [];
    const { logicalPath } = target;
    if (site.only !== undefined && !logicalPath.startsWith(`${site.only}/`)) return [];
    return finding(
      idOf(form),
      place,
      `${JSON.stringify(specifier)} leads to ${logicalPath}, which is not there.${nearPaths(site, logicalPath)}`,
    );
  });
}

function idOf(form: ReferenceForm): CheckId {
  if (form === "source-map") return "references.W003";
  return ["url", "import", "image-set", "src"].includes(form) ? "references.E001" : "references.E002";
}

function fixedIn(site: SurveyedSite, file: ListedFile): readonly Finding[] {
  if (!/\.css$/i.test(file.logicalPath)) return [];
  const prefixes = fixedPrefixes(site.project);
  return referencesOf(site, file).flatMap(({ specifier, line, column }) => {
    const prefix = prefixes.find((one) => specifier.startsWith(one));
    if (prefix === undefined) return [];
    const place = { app: sourceName(file.source), file: file.path, line, column };
    return finding("references.W005", place, `${JSON.stringify(specifier)} works only while media is at ${prefix}.`);
  });
}

function referencesOf({ references }: SurveyedSite, { logicalPath }: ListedFile) {
  const read = references.get(logicalPath);
  return read?.kind === "parsed" ? read.references : [];
}
