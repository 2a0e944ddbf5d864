import {
  contains,
  isFile,
  isServedHere,
  type MediaSite,
  reachablePathOf,
  realPathOf,
  refuseSegment,
} from "@mediaroot/core/media";
import { mediaError } from "../errors.ts";
import { prefixSegments } from "../http/prefix-table.ts";

/** The URL prefixes that are taken. */
export interface MountPrefixes {
  /**
   * Takes a prefix.
   *
   * @param directory the directory to be served there, absolute; undefined for an application
   * @returns its segments
   * @throws MOUNT_REFUSED if the prefix is no path, under MEDIA_URL, or taken; if the directory holds the project
   */
  take(prefix: string, directory?: string): readonly string[];
}

/** A site, and its root: relative directories are resolved from there. */
export type MountableSite = MediaSite & { readonly root?: string };

/** Creates the prefixes with those of a site. */
export function createMountPrefixes(site: MountableSite): MountPrefixes {
  const taken = new Set(site.mounts.map(({ prefix }) => prefixSegments(prefix).join("/")));
  const media = [...(isServedHere(site) ? [site.mediaUrl] : []), site.adminMediaPrefix ?? []]
    .flat()
    .map(prefixSegments);
  const refuse = (prefix: string, segments: readonly string[]): string | undefined => {
    if (!prefix.startsWith("/")) return 'a prefix starts with "/"';
    if (segments.length === 0) return "the application itself is there";
    if (prefix.includes("//")) return "it has an empty segment";
    const reason = segments.map(refuseSegment).find((refusal) => refusal !== undefined);
    if (reason !== undefined) return `it ${reason}`;
    if (media.some((url) => url.every((segment, index) => segments[index] === segment))) return "media is served there";
    return taken.has(segments.join("/")) ? "something is mounted there already" : undefined;
  };
  return {
    take(prefix, directory) {
      const segments = prefixSegments(prefix);
      const reason = refuse(prefix, segments) ?? (directory && refuseDirectory(directory, site));
      if (reason !== undefined) throw mediaError("MOUNT_REFUSED", { prefix, reason });
      taken.add(segments.join("/"));
      return segments;
    },
  };
}

function refuseDirectory(directory: string, { root }: MountableSite): string | undefined {
  const real = reachablePathOf(directory);
  if (real === undefined) return `${directory} cannot be reached: it is a link to itself, or you have no permission`;
  if (isFile(real)) return `${directory} is a file, and not a directory`;
  const holdsProject = root !== undefined && contains(real, realPathOf(root));
  return holdsProject ? `${directory} holds the project root: settings and code would be public` : undefined;
}
