import { didYouMean } from "@mediaroot/core";
import type { SurveyedTemplate } from "@mediaroot/templates/survey";
import { finding, type Finding } from "../finding.ts";
import { ownerOf, type SurveyedSite } from "../surveyed-site.ts";
import { placeOf } from "./check-templates.ts";

/** Finds templates that hide each other by accident, and templates of the project that were meant to hide one of an app. */
export function checkTemplateOverrides(site: SurveyedSite): readonly Finding[] {
  const byName = Map.groupBy(site.templates, ({ name }) => name);
  return [...[...byName.values()].flatMap((same) => collisionsOf(site, same)), ...orphansOf(site, byName)];
}

/** An app that overrides another on purpose names its label, or goes on with its template by `extends`. */
function collisionsOf(site: SurveyedSite, same: readonly SurveyedTemplate[]): readonly Finding[] {
  const ofApps = same.filter(({ source }) => source !== "project");
  const [winner, ...hidden] = ofApps;
  if (winner === undefined || hidden.length === 0 || same.length > ofApps.length || extendsItself(winner)) return [];
  const owner = ownerOf(site, winner.name);
  if (ofApps.some(({ source }) => source === owner)) return [];
  return hidden.map((one) =>
    finding("templates.W003", placeOf(one), `${one.name} of "${one.source}" is hidden by that of "${winner.source}".`),
  );
}

function extendsItself({ name, read }: SurveyedTemplate): boolean {
  return read.kind === "read" && read.uses.some((use) => use.kind === "extends" && use.names.includes(name));
}

function orphansOf(site: SurveyedSite, byName: ReadonlyMap<string, readonly SurveyedTemplate[]>): readonly Finding[] {
  const named = new Set(
    site.templates.flatMap(({ read }) =>
      read.kind === "read" ? read.uses.flatMap((use) => ("names" in use ? use.names : [])) : [],
    ),
  );
  return site.templates.flatMap((template) => {
    const { name, source } = template;
    const label = ownerOf(site, name);
    if (source !== "project" || label === undefined || named.has(name) || byName.get(name)?.length !== 1) return [];
    const ofApp = site.templates.flatMap((one) => (one.source === label ? one.name : []));
    const near = didYouMean(name, ofApp);
    if (near === "") return [];
    return finding("templates.W004", placeOf(template), `${name} overrides no template of "${label}".${near}`);
  });
}
