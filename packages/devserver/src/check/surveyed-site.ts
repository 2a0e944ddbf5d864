import type { LoadedApp, MediaFinder, MediaListing, MediaSource, Project } from "@mediaroot/core";
import type { Position, ReadReferences } from "@mediaroot/core/references";
import type { SurveyedTemplate } from "@mediaroot/templates/survey";
import type { Finding } from "./finding.ts";
import { isInstalled, type PublishedPackage } from "./published-packages.ts";

/** A logical path that the source of an app declares. */
export interface DeclaredPath extends Position {
  readonly app: string;
  /** Absolute. */
  readonly file: string;
  readonly logicalPath: string;
}

/** All that the checks look at. It has been read before the first of them runs. */
export interface SurveyedSite {
  readonly project: Project;
  /** The apps whose `app.ts` could be imported. */
  readonly apps: readonly LoadedApp[];
  readonly finder: MediaFinder;
  readonly listing: MediaListing;
  /** The logical paths of `listing`. */
  readonly paths: ReadonlySet<string>;
  readonly references: ReadonlyMap<string, ReadReferences>;
  readonly templates: readonly SurveyedTemplate[];
  readonly declared: readonly DeclaredPath[];
  readonly published: readonly PublishedPackage[];
  /**
   * Whether a route has this name, with the nearest names if none has. Undefined if the application is not created: in the background,
   * and if APPLICATION answers.
   */
  readonly routes: ((name: string) => { readonly near: string } | undefined) | undefined;
  /** The label of the app, if only its package is checked: what it names of other apps may be there or not. */
  readonly only: string | undefined;
}

/** A check: from what was read to what is wrong with it. */
export type Check = (site: SurveyedSite) => readonly Finding[];

/** @returns the project, or the label of the app, that a media source belongs to */
export function ownerOf(site: SurveyedSite, logicalPath: string): string | undefined {
  const [label = ""] = logicalPath.split("/", 1);
  return site.project.registry.has(label) ? label : undefined;
}

/** @returns whether the author of the site, or of the one checked package, can change the files of a media source */
export function isOwn({ project, only }: SurveyedSite, source: MediaSource): boolean {
  return source.kind !== "app" || source.label === only || !isInstalled(project.registry.get(source.label));
}

/** @returns whether a name that begins with another app's label is out of sight, since only one package is checked */
export function isOutOfSight({ only }: SurveyedSite, name: string): boolean {
  return only !== undefined && !name.startsWith(`${only}/`);
}
