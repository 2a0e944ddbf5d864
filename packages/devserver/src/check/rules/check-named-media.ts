import { splitPath } from "@mediaroot/core";
import type { CheckId } from "../check-table.ts";
import { finding, type Finding, type Place } from "../finding.ts";
import { nearPaths } from "../near-paths.ts";
import { placeIn } from "../settings-place.ts";
import { isOutOfSight, type SurveyedSite } from "../surveyed-site.ts";

/** Finds media that templates, media declarations and `imports` name, and that no source has. */
export function checkNamedMedia(site: SurveyedSite): readonly Finding[] {
  return [
    ...site.templates.flatMap(({ read, source: app, file }) =>
      (read.kind === "read" ? read.uses : []).flatMap((use) =>
        use.kind === "media" ? missing(site, { ...use, id: "media.E004", app, file }) : [],
      ),
    ),
    ...site.declared.flatMap((declared) => missing(site, { ...declared, id: "media.E005" })),
    ...site.apps.flatMap(({ app, config, configFile = app.directory }) =>
      Object.values(config.imports ?? {})
        .filter(isRelative)
        .flatMap((logicalPath) =>
          missing(site, { ...placeIn(configFile, logicalPath, app.label), id: "media.E007", logicalPath }),
        ),
    ),
  ];
}

/** @returns whether a path of a declaration is a logical path, and no URL */
export function isRelative(path: string): boolean {
  return !/^(?:\/|[a-z]+:)/i.test(path);
}

/** A path that something names, and the id of the finding if it is not there. */
type NamedPath = Place & { readonly id: CheckId; readonly logicalPath: string };

/** A directory is there too: a page may add a name to its URL. */
function missing(site: SurveyedSite, { id, logicalPath, ...place }: NamedPath): readonly Finding[] {
  if (site.paths.has(logicalPath) || isOutOfSight(site, logicalPath)) return [];
  const segments = splitPath(logicalPath.replace(/\/$/, ""));
  const trace = site.finder.trace(segments);
  if (trace.kind === "refused") {
    const isHidden = trace.reason.includes("MEDIA_IGNORE");
    return [finding(isHidden ? "media.E006" : id, place, `${JSON.stringify(logicalPath)} ${trace.reason}.`)];
  }
  if (trace.attempts.some(({ outcome }) => outcome !== "absent")) return [];
  return [finding(id, place, `${logicalPath} is in no media source.${nearPaths(site, logicalPath)}`)];
}
