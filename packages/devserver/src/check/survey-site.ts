import { createMediaFinder, loadAppConfig, type LoadedApp, type Project, reasonOf } from "@mediaroot/core";
import { surveyTemplates, type SurveyedTemplate } from "@mediaroot/templates/survey";
import { loadDeclaredPaths } from "./declared-paths.ts";
import { finding, type Finding, type Place } from "./finding.ts";
import { loadPublishedPackages } from "./published-packages.ts";
import { cacheFileOf, loadAllReferences } from "./reference-cache.ts";
import { loadRoutes } from "./route-names.ts";
import { placeIn, settingsPlace } from "./settings-place.ts";
import type { SurveyedSite } from "./surveyed-site.ts";

/** How much of a site is read. */
export interface SurveyOptions {
  /** Whether the apps' routes are created, as a start creates them, to know their names. */
  readonly routes: boolean;
  /** The label of the app, if only its package is checked. */
  readonly only?: string | undefined;
  /** Whether what is found out about contents is kept for the next check. */
  readonly cached: boolean;
}

/** The site as it was read, and the findings about what could not be read. */
export interface Survey {
  readonly site: SurveyedSite;
  readonly faults: readonly Finding[];
}

/** Reads all that the checks look at. Imports each `app.ts`; with `routes` it creates the application and closes it. */
export async function surveySite(project: Project, options: SurveyOptions): Promise<Survey> {
  const faults: Finding[] = [];
  const fail = (place: Place, error: unknown): void => void faults.push(finding("apps.E007", place, reasonOf(error)));
  const apps = await loadApps(project, fail);
  const finder = createMediaFinder(project);
  const listing = finder.list();
  const cacheFile = options.cached ? cacheFileOf(project.root) : undefined;
  const templates = templatesOf(project, apps, fail);
  const site: SurveyedSite = {
    project,
    apps,
    finder,
    listing,
    paths: new Set(listing.files.map(({ logicalPath }) => logicalPath)),
    references: loadAllReferences(listing.files, cacheFile),
    templates,
    declared: apps.flatMap(loadDeclaredPaths),
    published: await loadPublishedPackages(project),
    routes:
      options.routes && faults.length === 0 && templates.some(namesRoute)
        ? await loadRoutes(project).catch((error: unknown) => void fail(settingsPlace(project, "URLS"), error))
        : undefined,
    only: options.only,
  };
  return { site, faults };
}

/** An application takes longer to create than most sites to check. */
function namesRoute({ read }: SurveyedTemplate): boolean {
  return read.kind === "read" && read.uses.some(({ kind }) => kind === "route");
}

type Fail = (place: Place, error: unknown) => void;

async function loadApps(project: Project, fail: Fail): Promise<readonly LoadedApp[]> {
  const apps: LoadedApp[] = [];
  for (const app of project.registry.apps) {
    try {
      apps.push(await loadAppConfig(app));
    } catch (error) {
      fail(placeIn(`${app.directory}/app.ts`, "export default", app.label), error);
    }
  }
  return apps;
}

function templatesOf(project: Project, apps: readonly LoadedApp[], fail: Fail): readonly SurveyedTemplate[] {
  try {
    return surveyTemplates(project, apps);
  } catch (error) {
    fail(settingsPlace(project, "INSTALLED_APPS"), error);
    return [];
  }
}
