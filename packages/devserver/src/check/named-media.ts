import { resolveReference } from "@mediaroot/core/references";
import type { SurveyedSite } from "./surveyed-site.ts";

/** @returns the logical paths that templates, declarations, `imports` and other media name */
export function namedMedia({ templates, declared, apps, references, project }: SurveyedSite): ReadonlySet<string> {
  const { mediaUrl } = project;
  const ofTemplates = templates.flatMap(({ read }) =>
    read.kind === "read" ? read.uses.flatMap((use) => (use.kind === "media" ? use.logicalPath : [])) : [],
  );
  const ofApps = apps.flatMap(({ config }) => Object.values(config.imports ?? {}));
  const named = new Set([...ofTemplates, ...ofApps, ...declared.map(({ logicalPath }) => logicalPath)]);
  for (const [from, read] of references) {
    if (read.kind === "refused") continue;
    for (const reference of read.references) {
      const target = resolveReference(reference, { from, mediaUrl });
      if (target.kind === "media") named.add(target.logicalPath);
    }
  }
  return named;
}
