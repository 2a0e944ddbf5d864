import type { ListedFile } from "@mediaroot/core";
import { createLedgerIndex, loadLedger } from "@mediaroot/core/media";
import { finding, type Finding } from "../finding.ts";
import { nearPaths } from "../near-paths.ts";
import { namedMedia } from "../named-media.ts";
import { ownerOf, type SurveyedSite } from "../surveyed-site.ts";

/** Finds files of MEDIA_ROOT under an app's label that override nothing and that nothing names. */
export function checkOverrides(site: SurveyedSite): readonly Finding[] {
  const { listing } = site;
  const orphans = listing.files.filter(
    ({ source, shadows, logicalPath }) =>
      source.kind === "project" && shadows.length === 0 && ownerOf(site, logicalPath) !== undefined,
  );
  if (orphans.length === 0) return [];
  const named = namedMedia(site);
  const owns = ownedCopies(site);
  const ofApps = new Set(
    listing.files.flatMap(({ source, logicalPath }) => (source.kind === "app" ? logicalPath : [])),
  );
  // Files that differ from an app's only in letter case are findings of media.E001.
  const inOtherCase = new Set([...ofApps].map((logicalPath) => logicalPath.toLowerCase()));
  return orphans
    .filter((file) => !named.has(file.logicalPath) && !inOtherCase.has(file.logicalPath.toLowerCase()) && !owns(file))
    .map(({ logicalPath, path }) =>
      finding(
        "media.W003",
        { app: ownerOf(site, logicalPath) ?? "project", file: path },
        `${logicalPath} overrides no file of the app, and nothing names it.${nearPaths({ paths: ofApps }, logicalPath)}`,
      ),
    );
}

/** Copies that syncmedia made are pruned by syncmedia. */
function ownedCopies({ project }: SurveyedSite): (file: ListedFile) => boolean {
  try {
    const index = createLedgerIndex(loadLedger(project.mediaRoot, project.root));
    return (file) => index.owns(file);
  } catch {
    return () => false;
  }
}
