import { existsSync } from "node:fs";
import { joinFirst, MediarootError, reasonOf } from "@mediaroot/core/media";
import type { OverriddenSite } from "./overridden-site.ts";
import type { RecordedOverride } from "./override-drift.ts";
import { overridesFile } from "./override-record.ts";

/** @returns a warning if apps have changed or lost files that the project overrides; none if there is nothing to say */
export async function warnOfDrift(site: OverriddenSite): Promise<readonly string[]> {
  if (!existsSync(overridesFile(site.root))) return [];
  try {
    const { loadOverrideDrift } = await import("./override-drift.ts");
    const drift = loadOverrideDrift(site);
    if (drift.length === 0) return [];
    const names = joinFirst(drift.map((one) => `${one.origin.path} (${renderVersions(one)})`));
    return [
      `Since you copied them, apps have changed ${names}. devserver find shows what changed, devserver override --update merges it.`,
    ];
  } catch (error) {
    // A file that is read only for a warning must not make the start fail.
    return [error instanceof MediarootError ? `${error.message} ${error.fix}` : reasonOf(error)];
  }
}

/** @returns the app of an override with its versions, such as `admin 1.2.0 -> 1.3.0` */
export function renderVersions({ origin, state, version }: RecordedOverride): string {
  const from = origin.version === null ? origin.label : `${origin.label} ${origin.version}`;
  if (state === "gone") return `gone from ${from}`;
  return version === origin.version ? from : `${from} -> ${version ?? "no version"}`;
}
