import path from "node:path";
import type { MediaSite, Project } from "@mediaroot/core";
import { isServedHere, missingMedia } from "@mediaroot/core/internal";
import { warnOfOldManifest } from "./old-manifest.ts";
import { warnOfCopies } from "./synced-copies.ts";
import type { ProjectReport } from "../link/messages.ts";

/** Makes a project plain data for the front. */
export async function reportProject(project: Project): Promise<ProjectReport> {
  const { registry, root } = project;
  return {
    site: siteOf(project),
    root,
    settingsFile: project.settingsFile,
    apps: registry.apps.map(({ label, directory }) => ({ label, directory })),
    templateDirectories: templateDirectories(project),
    warnings: [...warningsOf(project), ...(await warnOfOldManifest(project))],
  };
}

/** @returns TEMPLATES.DIRS, absolute */
export function templateDirectories({ root, settings }: Project): readonly string[] {
  return settings.TEMPLATES.DIRS.map((directory) => path.resolve(root, directory));
}

function siteOf(project: Project): MediaSite {
  const { mediaUrl, adminMediaPrefix, sources, ignore, mounts, applicationMounts, hosts, indexes, debug } = project;
  const { publication } = project;
  return { mediaUrl, adminMediaPrefix, sources, ignore, mounts, applicationMounts, hosts, indexes, debug, publication };
}

function warningsOf({ adminMediaPrefix, mediaUrl, mediaRoot, root, sources }: Project): readonly string[] {
  const copies = warnOfCopies(mediaRoot, root);
  const missing = sources.flatMap((source) => (source.kind === "app" ? (missingMedia(source) ?? []) : []));
  const warnings = [
    ...(copies === undefined ? [] : [copies]),
    ...missing.map(({ message, fix }) => `${message} ${fix}`),
  ];
  if (adminMediaPrefix !== undefined) {
    warnings.push(
      `ADMIN_MEDIA_PREFIX is deprecated: requests under ${adminMediaPrefix} are answered as ${mediaUrl}admin/. Remove it, and write MEDIA_URL in templates.`,
    );
  }
  if (!isServedHere({ mediaUrl })) {
    warnings.push(`MEDIA_URL is ${mediaUrl}: media is served there, not here.`);
  }
  return warnings;
}
