import { coreError } from "./errors.ts";
import { encodeSegments, parseLogicalPath } from "./logical-path.ts";

/** The URL prefix of the dev server's own endpoints. Settings may put nothing at or below it. */
export const RESERVED_PREFIX = "/__devserver/";

/** Gives the URL of a logical path. */
export type MediaUrlOf = (logicalPath: string) => string;

/**
 * Makes what `media_url()` and the tags of media declarations get their URLs from.
 *
 * @param mediaUrl MEDIA_URL, ending in "/"; or a function that gives hashed names, say, and is asked about logical paths only
 * @returns throws MEDIA_PATH_REFUSED for what is no logical path
 */
export function createMediaUrl(mediaUrl: string | MediaUrlOf): MediaUrlOf {
  return (given) => {
    // Templates have no types, and may pass what a macro made.
    const logicalPath = String(given);
    const parsed = parseLogicalPath(logicalPath);
    if (parsed.kind === "refused") throw coreError("MEDIA_PATH_REFUSED", { path: logicalPath, reason: parsed.reason });
    return typeof mediaUrl === "string" ? mediaUrl + encodeSegments(parsed.segments) : mediaUrl(logicalPath);
  };
}

/** @returns whether MEDIA_URL is a path of the site's own server, not an absolute URL such as a CDN's */
export function isServedHere({ mediaUrl }: { readonly mediaUrl: string }): boolean {
  return /^\/[^/]/.test(mediaUrl);
}
