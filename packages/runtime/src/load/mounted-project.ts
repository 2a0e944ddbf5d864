import { existsSync } from "node:fs";
import type { Project } from "@mediaroot/core";
import { isServedHere } from "@mediaroot/core/internal";

/**
 * A project as it is served when it is mounted: URLs reach it without the prefix, while its pages print MEDIA_URL whole. So a
 * MEDIA_URL (or ADMIN_MEDIA_PREFIX) that begins with the prefix is served there.
 *
 * @param prefix `/old`; empty for a project that is not mounted
 */
export function siteBelow(prefix: string, project: Project): Project {
  const isBelow = (url: string): boolean => url.startsWith(`${prefix}/`) && url !== `${prefix}/`;
  const cut = (url: string): string => (isBelow(url) ? url.slice(prefix.length) : url);
  const { adminMediaPrefix } = project;
  return {
    ...project,
    mediaUrl: cut(project.mediaUrl),
    adminMediaPrefix: adminMediaPrefix === undefined ? undefined : cut(adminMediaPrefix),
  };
}

/**
 * Two projects of one site may have one MEDIA_URL, and then only the media of the first is served there.
 *
 * @param project the site's own
 * @param other one that it names
 * @returns which apps' media is not served, and what to write; undefined where all is
 */
export function warnOfOtherMedia(project: Project, other: Project): string | undefined {
  const { mediaUrl, settingsFile } = other;
  if (!isServedHere(project) || !mediaUrl.startsWith(project.mediaUrl)) return undefined;
  const lost = other.registry.apps.filter(
    ({ label, mediaDirectory }) => !project.registry.has(label) && existsSync(mediaDirectory),
  );
  if (lost.length === 0) return undefined;
  const labels = lost.map(({ label }) => label).join(", ");
  return `The media of ${labels} (${settingsFile}) is not served: ${mediaUrl} is this project's. List ${lost.length === 1 ? "it" : "them"} in INSTALLED_APPS here too, or give that project a MEDIA_URL of its own.`;
}
