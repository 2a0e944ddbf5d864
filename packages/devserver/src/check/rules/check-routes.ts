import type { SurveyedTemplate } from "@mediaroot/templates/survey";
import { finding, type Finding } from "../finding.ts";
import { isOutOfSight, ownerOf, type SurveyedSite } from "../surveyed-site.ts";

/** Finds names in `url_for("...")` that no route has. */
export function checkRoutes(site: SurveyedSite): readonly Finding[] {
  const { routes } = site;
  if (routes === undefined) return [];
  return site.templates.flatMap((template) =>
    (template.read.kind === "read" ? template.read.uses : []).flatMap((use) => {
      const name = use.kind === "route" ? fullName(site, template, use.name) : undefined;
      if (name === undefined || isOutOfSight(site, name.replace(":", "/"))) return [];
      const unknown = routes(name);
      if (unknown === undefined) return [];
      const { source: app, file } = template;
      const place = { app, file, line: use.line, column: use.column };
      return finding("templates.E008", place, `No route has the name ${JSON.stringify(name)}.${unknown.near}`);
    }),
  );
}

/** `":post"` means a route of the app whose page it is. Undefined for a template that is of no app in particular. */
function fullName(site: SurveyedSite, { source, name: template }: SurveyedTemplate, name: string): string | undefined {
  if (!name.startsWith(":")) return name;
  const label = source === "project" ? ownerOf(site, template) : source;
  return label === undefined ? undefined : `${label}${name}`;
}
