import type { Project } from "@mediaroot/core";

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
