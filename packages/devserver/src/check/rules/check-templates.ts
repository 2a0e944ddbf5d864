import { didYouMean, parseLogicalPath } from "@mediaroot/core";
import type { SurveyedTemplate, TemplateUse } from "@mediaroot/templates/survey";
import { finding, type Finding } from "../finding.ts";
import { isOutOfSight, type SurveyedSite } from "../surveyed-site.ts";
import { alikeNames } from "./check-media-names.ts";

/** Finds templates that cannot be read, have names that cannot be used, or name templates that do not exist. */
export function checkTemplates(site: SurveyedSite): readonly Finding[] {
  const byName = Map.groupBy(site.templates, ({ name }) => name);
  return [
    ...alikeNames(site.templates).map(([first, second]) =>
      finding("templates.E005", placeOf(second), `${second.name} and ${first.name} differ only in letter case.`),
    ),
    ...site.templates.flatMap((template) => {
      const refused = refusalOf(template);
      return refused ?? missingIn(site, template, byName);
    }),
  ];
}

function refusalOf(template: SurveyedTemplate): readonly Finding[] | undefined {
  const { name, read } = template;
  const parsed = parseLogicalPath(name);
  if (parsed.kind === "refused")
    return [
      finding("templates.E006", placeOf(template), `${JSON.stringify(name)} cannot be used: it ${parsed.reason}.`),
    ];
  if (read.kind === "read") return undefined;
  const { reason, line, column } = read;
  return [finding("templates.E001", { ...placeOf(template), line, column }, `${name}: ${reason}`)];
}

type NamingUse = Extract<TemplateUse, { readonly names: readonly string[] }>;
type ByName = ReadonlyMap<string, readonly SurveyedTemplate[]>;

function missingIn(site: SurveyedSite, template: SurveyedTemplate, byName: ByName): readonly Finding[] {
  const uses = template.read.kind === "read" ? template.read.uses : [];
  return uses.flatMap((use) => {
    if (
      !("names" in use) ||
      use.isOptional ||
      use.names.some((name) => isThere(name, use.kind === "extends" ? template : undefined, byName))
    )
      return [];
    if (use.names.some((name) => isOutOfSight(site, name))) return [];
    const { line, column } = use;
    return finding("templates.E002", { ...placeOf(template), line, column }, describeMissing(use, template, byName));
  });
}

function describeMissing({ names }: NamingUse, { name }: SurveyedTemplate, byName: ByName): string {
  const [first = "", ...others] = names;
  if (others.length > 0) return `None of these templates exists: ${names.join(", ")}.`;
  if (first === name) return `${name} extends the template of its own name that it hides, and there is none.`;
  return `There is no template ${first}.${didYouMean(first, byName.keys())}`;
}

/** @param extender the template that extends the name, if one does: by its own name it means the template that it shadows */
function isThere(name: string, extender: SurveyedTemplate | undefined, byName: ByName): boolean {
  const found = byName.get(name) ?? [];
  return name === extender?.name ? found.some(({ index }) => index > extender.index) : found.length > 0;
}

/** @returns the place of a template as a whole */
export function placeOf({ source: app, file }: SurveyedTemplate): { readonly app: string; readonly file: string } {
  return { app, file };
}
