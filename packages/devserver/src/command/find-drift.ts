import type { Project } from "@mediaroot/core";
import { overriddenSite } from "../overrides/overridden-site.ts";
import { renderOverrideDiff } from "../overrides/override-diff.ts";
import { loadOverrideDrift } from "../overrides/override-drift.ts";
import { renderVersions } from "../overrides/warn-of-drift.ts";
import type { FindDrift } from "./find-result.ts";

/**
 * Loads what apps have changed since their files were copied, by logical path or template name.
 *
 * @throws OVERRIDES_INVALID; system errors of reading the files
 */
export function loadFindDrift(kind: "media" | "template", project: Project): ReadonlyMap<string, FindDrift> {
  const drift = loadOverrideDrift(overriddenSite(project)).filter(({ origin }) => origin.kind === kind);
  return new Map(
    drift.map((one) => [
      one.origin.path,
      {
        label: one.origin.label,
        state: one.state === "gone" ? "gone" : "changed",
        versions: renderVersions(one),
        diff: renderOverrideDiff(one, project.root) ?? null,
      },
    ]),
  );
}
