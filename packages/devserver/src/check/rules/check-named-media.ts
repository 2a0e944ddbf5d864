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
        use.kind === "media"
          ? missing(site, "media.E004", use.logicalPath, { app, file, line: use.line, column: use.column })
          : [],
      ),
    ),
    ...site.declared.flatMap(({ logicalPath, ...place }) => missing(site, "media.E005", logicalPath, place)),
    ...site.apps.flatMap(({ app, config, configFile = app.directory }) =>
      Object.values(config.imports ?? {})
        .filter(isRelative)
        .flatMap((logicalPath) =>
          missing(site, "media.E007", logicalPath, placeIn(configFile, logicalPath, app.label)),
        ),
    ),
  ];
}

/** @returns whether a path of a declaration is a logical path, and no URL */
export function isRelative(path: string): boolean {
  return !/^(?:\/|[a-z]+:)/i.test(path);
}

/** A directory is there too: a page may add a name to its URL. */
// oxlint-disable-next-line max-params -- a private helper of one expression
function missing(site: SurveyedSite, id: CheckId, logicalPath: string, place: Place): readonly Finding[] {
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
