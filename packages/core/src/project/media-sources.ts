import type { InstalledApp } from "../apps/app-registry.ts";
import type { AppSource, MediaSource } from "../finder/media-file.ts";

/**
 * The one order of precedence: MEDIA_ROOT first, then the media of each installed app at its label, in the order of
 * INSTALLED_APPS. The dev server serves by it, and syncmedia deploys by it.
 *
 * @param mediaRoot absolute
 * @param apps the installed apps, in order
 */
export function mediaSources(mediaRoot: string, apps: readonly InstalledApp[]): readonly MediaSource[] {
  return [{ kind: "project", mount: "", directory: mediaRoot }, ...apps.map(appSource)];
}

function appSource(app: InstalledApp): AppSource {
  const { label, mediaDirectory: directory, namesMedia: isNamed } = app;
  return { kind: "app", label, mount: `${label}/`, directory, isNamed };
}
