import path from "node:path";
import type { InstalledApp, LoadedApp } from "@mediaroot/core";
import { isDirectory, missingMedia, templateDirectory } from "@mediaroot/core/internal";
import { finding, type Finding } from "../finding.ts";
import { placeIn, settingsPlace } from "../settings-place.ts";
import type { SurveyedSite } from "../surveyed-site.ts";

/** Finds apps' directories that are not there or hold nothing. */
export function checkApps(site: SurveyedSite): readonly Finding[] {
  return [
    ...site.project.sources.flatMap((source) => {
      const missing = source.kind === "app" ? missingMedia(source) : undefined;
      if (missing === undefined || source.kind !== "app") return [];
      const { name } = site.project.registry.get(source.label);
      return finding("apps.E001", settingsPlace(site.project, name, source.label), missing.message);
    }),
    ...site.apps.flatMap((loaded) => [...checkMedia(site, loaded), ...checkTemplates(site, loaded)]),
    ...site.apps.flatMap((loaded) => checkContent(site, loaded)),
  ];
}

function checkMedia({ listing, project }: SurveyedSite, { app }: LoadedApp): readonly Finding[] {
  const { label, mediaDirectory } = app;
  if (!isDirectory(mediaDirectory)) return [];
  const isOf = ({ source }: { readonly source: { readonly kind: string } }): boolean =>
    "label" in source && source.label === label;
  const hasAny = listing.files.some(
    (file) => isOf(file) || file.shadows.some((source) => source.kind === "app" && source.label === label),
  );
  if (hasAny || listing.refused.some(isOf) || listing.failed.some(isOf)) return [];
  const text = `The media directory of "${label}", ${mediaDirectory}, has no file that is served.`;
  return [finding("apps.W003", settingsPlace(project, app.name, label), text)];
}

function checkTemplates({ project, templates }: SurveyedSite, loaded: LoadedApp): readonly Finding[] {
  const { app, config, configFile } = loaded;
  const { label } = app;
  const directory = templateDirectory(loaded);
  const own = typeof config.templates === "string" ? config.templates : config.templates?.dir;
  const named = app.templates.dir ?? own;
  if (isDirectory(directory)) {
    if (templates.some(({ source }) => source === label)) return [];
    const text = `The template directory of "${label}", ${directory}, is empty.`;
    return [finding("apps.W004", settingsPlace(project, app.name, label), text)];
  }
  if (named === undefined) return [];
  const place =
    app.templates.dir !== undefined || configFile === undefined
      ? settingsPlace(project, named, label)
      : placeIn(configFile, named, label);
  return [finding("apps.E002", place, `The template directory of "${label}", ${directory}, does not exist.`)];
}

function checkContent({ project }: SurveyedSite, loaded: LoadedApp): readonly Finding[] {
  const { app, configFile } = loaded;
  if (configFile !== undefined || isDirectory(app.mediaDirectory) || isDirectory(templateDirectory(loaded))) return [];
  if (app.namesMedia || app.templates.dir !== undefined) return [];
  return [finding("apps.W006", settingsPlace(project, app.name, app.label), describeEmpty(app))];
}

function describeEmpty({ label, directory }: InstalledApp): string {
  return `The app "${label}" has no media, no templates and no app.ts in ${path.join(directory, path.sep)}.`;
}
