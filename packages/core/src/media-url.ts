import { coreError } from "./errors.ts";
import { encodeSegments, parseLogicalPath } from "./logical-path.ts";

/** The URL prefix of the dev server's own endpoints. Settings cannot use it. */
export const RESERVED_PREFIX = "/__devserver/";

/** Returns the URL of a logical path. */
export type MediaUrlOf = (logicalPath: string) => string;

/**
 * Gives the function from which `media_url()` and the tags of media declarations get their URLs. It throws
 * MEDIA_PATH_REFUSED for anything but a logical path.
 *
 * @param mediaUrl MEDIA_URL, which ends with "/"; or a function that returns the URL of a logical path (for hashed names)
 */
export function bindMediaUrl(mediaUrl: string | MediaUrlOf): MediaUrlOf {
  return (path) => {
    // Templates have no types, and may pass the result of a macro.
    const logicalPath = String(path);
    const parsed = parseLogicalPath(logicalPath);
    if (parsed.kind === "refused") throw coreError("MEDIA_PATH_REFUSED", { path: logicalPath, reason: parsed.reason });
    return typeof mediaUrl === "string" ? mediaUrl + encodeSegments(parsed.segments) : mediaUrl(logicalPath);
  };
}

/** @returns whether MEDIA_URL is a path on this server, and not an absolute URL (of a CDN, for example) */
export function isServedHere({ mediaUrl }: { readonly mediaUrl: string }): boolean {
  return /^\/[^/]/.test(mediaUrl);
}
