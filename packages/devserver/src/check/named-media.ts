import { resolveReference } from "@mediaroot/core/references";
import { isOwn, type SurveyedSite } from "./surveyed-site.ts";

/** @returns the logical paths that templates, declarations, `imports` and other media name */
export function namedMedia(site: SurveyedSite): ReadonlySet<string> {
  return new Set([...namedByPages(site), ...[...site.references.keys()].flatMap((file) => namedBy(site, file))]);
}

/**
 * Finds the media that a page may load: what pages name, all media of the project and of the apps beside it, and what those files name
 * in turn. The other files of installed packages are not in it.
 */
export function usedMedia(site: SurveyedSite): ReadonlySet<string> {
  const own = site.listing.files.flatMap(({ source, logicalPath }) => (isOwn(site, source) ? logicalPath : []));
  const used = new Set([...own, ...namedByPages(site)]);
  // A loop over a set also visits the members that are added during the loop.
  for (const file of used) for (const named of namedBy(site, file)) used.add(named);
  return used;
}

function namedByPages({ templates, declared, apps }: SurveyedSite): readonly string[] {
  const ofTemplates = templates.flatMap(({ read }) =>
    read.kind === "read" ? read.uses.flatMap((use) => (use.kind === "media" ? use.logicalPath : [])) : [],
  );
  const ofApps = apps.flatMap(({ config }) => Object.values(config.imports ?? {}));
  return [...ofTemplates, ...ofApps, ...declared.map(({ logicalPath }) => logicalPath)];
}

function namedBy({ references, project }: SurveyedSite, file: string): readonly string[] {
  const read = references.get(file);
  if (read?.kind !== "parsed") return [];
  return read.references.flatMap((reference) => {
    const target = resolveReference(reference, { from: file, mediaUrl: project.mediaUrl });
    return target.kind === "media" ? target.logicalPath : [];
  });
}
