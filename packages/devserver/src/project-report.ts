import path from "node:path";
import type { InstalledApp, MediaSite, Project } from "@mediaroot/core";
import type { ProjectReport } from "./worker-link.ts";

/** @returns what the front needs to know of a project, as plain data */
export function reportProject(project: Project): ProjectReport {
  const { registry, root, settings } = project;
  return {
    site: siteOf(project),
    root,
    settingsFile: project.settingsFile,
    apps: registry.apps.map(({ label, directory }) => ({ label, directory })),
    templateDirectories: [
      ...settings.TEMPLATES.DIRS.map((directory) => path.resolve(root, directory)),
      ...registry.apps.map(templateDirectory),
    ],
    warnings: warningsOf(project),
  };
}

/** @returns where an app's templates lie, as far as INSTALLED_APPS tells */
export function templateDirectory(app: InstalledApp): string {
  return path.resolve(app.directory, app.templates.dir ?? "templates");
}

function siteOf(project: Project): MediaSite {
  const { mediaUrl, adminMediaPrefix, sources, ignore, mounts, hosts, indexes, debug } = project;
  return { mediaUrl, adminMediaPrefix, sources, ignore, mounts, hosts, indexes, debug };
}

function warningsOf({ adminMediaPrefix, mediaUrl }: Project): readonly string[] {
  const warnings: string[] = [];
  if (adminMediaPrefix !== undefined) {
    warnings.push(
      `ADMIN_MEDIA_PREFIX is deprecated: requests under ${adminMediaPrefix} are answered as ${mediaUrl}admin/. Remove it, and write MEDIA_URL in templates.`,
    );
  }
  if (!mediaUrl.startsWith("/") || mediaUrl.startsWith("//")) {
    warnings.push(`MEDIA_URL is ${mediaUrl}: media is served there, not here.`);
  }
  return warnings;
}
