import { MediarootError } from "@mediaroot/core";
import { overriddenSite } from "../../overrides/overridden-site.ts";
import { loadOverrideDrift } from "../../overrides/override-drift.ts";
import { overridesFile } from "../../overrides/override-record.ts";
import { renderVersions } from "../../overrides/warn-of-drift.ts";
import { finding, type Finding } from "../finding.ts";
import type { SurveyedSite } from "../surveyed-site.ts";

/** Finds overrides whose app has changed its file since it was copied. Those of a file that is gone have another finding. */
export function checkDrift({ project }: SurveyedSite): readonly Finding[] {
  try {
    return loadOverrideDrift(overriddenSite(project)).flatMap((drift) => {
      const { origin, override, state } = drift;
      if (override === undefined || state !== "changed") return [];
      const message = `${renderVersions(drift)} has changed ${origin.path} since it was copied.`;
      return finding("overrides.W001", { app: origin.label, file: override }, message);
    });
  } catch (error) {
    if (!(error instanceof MediarootError)) throw error;
    return [finding("overrides.E002", { app: "project", file: overridesFile(project.root) }, error.message)];
  }
}
