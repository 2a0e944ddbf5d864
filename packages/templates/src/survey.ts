// `@mediaroot/templates/survey`: what the templates of a site name, for checks that render nothing.
import { readFileSync } from "node:fs";
import type { LoadedApp, Project } from "@mediaroot/core";
import { createTemplateOrigins } from "./lookup/template-origins.ts";
import { type ReadTemplate, readTemplateUses } from "./compile/template-uses.ts";

export type { ReadTemplate, TemplateUse } from "./compile/template-uses.ts";
export { positionBehind, type TemplatePosition } from "./compile/text-position.ts";

/** A template of a site, and what it names. */
export interface SurveyedTemplate {
  /** The path below its template directory: `blog/post.html`. */
  readonly name: string;
  /** `project`, or the label of an app. */
  readonly source: string;
  /** The position of its directory in the order of lookup, from 0. */
  readonly index: number;
  /** Absolute. */
  readonly file: string;
  readonly read: ReadTemplate;
}

/** Files that are text. Other files of a template directory are no templates. */
const TEXT = /\.(?:html?|xml|txt|svg|njk|nunjucks|j2|jinja2?|md|css|js|json|csv|ics|rss|atom|webmanifest)$/i;

/**
 * Reads all templates of a site, in the order of lookup.
 *
 * @throws TEMPLATE_DELIMITERS_INVALID, and system errors of reading a template
 */
export function surveyTemplates(project: Project, apps: readonly LoadedApp[]): readonly SurveyedTemplate[] {
  const files = createTemplateOrigins(project, apps).files();
  return files.map(({ name, file, origin: { source, index, delimiters } }) => {
    const text = TEXT.test(name) ? readFileSync(file, "utf8").replace(/^\uFEFF/, "") : "";
    return { name, source, index, file, read: readTemplateUses(text, delimiters) };
  });
}
