import type { Project } from "@mediaroot/core";

/** @returns the values of settings that nobody should write out: MEDIA_URL and ADMIN_MEDIA_PREFIX */
export function fixedPrefixes({ mediaUrl, adminMediaPrefix }: Project): readonly string[] {
  return [mediaUrl, ...(adminMediaPrefix === undefined ? [] : [adminMediaPrefix])];
}
