import type { ListedFile } from "@mediaroot/core";
import { sourceName } from "@mediaroot/core/internal";
import { resolveReference, type ReferenceForm } from "@mediaroot/core/references";
import picomatch from "picomatch";
import type { CheckId } from "../check-table.ts";
import { finding, type Finding } from "../finding.ts";
import { nearPaths } from "../near-paths.ts";
import type { SurveyedSite } from "../surveyed-site.ts";

/** A file with references that lead nowhere, and a finding for each of them. */
export interface BrokenFile {
  readonly file: ListedFile;
  readonly findings: readonly Finding[];
}

/** Finds the files with references that lead nowhere. Files that SYNCMEDIA.DANGLING names are left out. */
export function danglingReferences(site: SurveyedSite): readonly BrokenFile[] {
  const { DANGLING } = site.project.settings.SYNCMEDIA;
  const isKnown = DANGLING.length === 0 ? () => false : picomatch([...DANGLING], { dot: true });
  return site.listing.files.flatMap((file) => {
    const findings = danglingIn(site, file);
    return findings.length === 0 || isKnown(file.logicalPath) ? [] : [{ file, findings }];
  });
}

function danglingIn(site: SurveyedSite, file: ListedFile): readonly Finding[] {
  const read = site.references.get(file.logicalPath);
  if (read?.kind !== "parsed") return [];
  return read.references.flatMap(({ form, specifier, line, column }) => {
    const place = { app: sourceName(file.source), file: file.path, line, column };
    const target = resolveReference({ form, specifier }, { from: file.logicalPath, mediaUrl: site.project.mediaUrl });
    if (target.kind === "refused")
      return finding(idOf(form), place, `${JSON.stringify(specifier)} leads to no file: it ${target.reason}.`);
    if (target.kind !== "media" || site.paths.has(target.logicalPath)) return [];
    const { logicalPath } = target;
    if (site.only !== undefined && !logicalPath.startsWith(`${site.only}/`)) return [];
    // The file that is spelled most like a source map is the one that names it.
    const near = form === "source-map" ? "" : nearPaths(site, logicalPath);
    const text = `${JSON.stringify(specifier)} leads to ${logicalPath}, which is not there.${near}`;
    return finding(idOf(form), place, text);
  });
}

function idOf(form: ReferenceForm): CheckId {
  if (form === "source-map") return "references.W003";
  return ["url", "import", "image-set", "src"].includes(form) ? "references.E001" : "references.E002";
}
