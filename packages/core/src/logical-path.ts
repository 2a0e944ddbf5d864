/** The segments of a logical path, or the reason why it is refused. */
export type ParsedPath =
  | { readonly kind: "path"; readonly segments: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001F\u007F]/;
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file: devices keep their meaning under any extension.
const WINDOWS_DEVICE = /(?:^|\/)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:[./]|$)/i;
const PLAIN = /^[\w-]+(?:[./][\w-]+)*$/;

/**
 * Checks a name for use in a logical path, by the same rules on every platform.
 *
 * @param name one decoded segment
 * @returns the reason why it is refused, or undefined if it is valid
 */
export function refuseSegment(name: string): string | undefined {
  if (name === "") return "has an empty segment";
  if (name === "." || name === "..") return "has a dot segment";
  if (CONTROL.test(name)) return "has a control character";
  if (/[/\\]/.test(name)) return "has a slash or backslash inside a segment";
  if (name.includes(":")) return "has a colon";
  if (/[. ]$/.test(name)) return "has a segment that ends with a dot or a space";
  if (WINDOWS_DEVICE.test(name)) return "has a Windows device name";
  // U+FFFD replaces bytes that are not UTF-8: the name on disk differs.
  if (!name.isWellFormed() || name.includes("\uFFFD")) return "is not well-formed Unicode";
  return undefined;
}

/** The time to look a path up grows with the square of its segments. No real tree of media is nearly so deep. */
const MAX_SEGMENTS = 100;

/** @returns the reason why a path with so many segments is refused, or undefined for one that is valid */
export function refuseDepth(segments: number): string | undefined {
  return segments > MAX_SEGMENTS ? `has more than ${MAX_SEGMENTS} segments` : undefined;
}

/**
 * Checks the segments of a logical path. A path that is not valid is refused, never normalised.
 *
 * @param segments decoded, below MEDIA_URL
 */
export function parseSegments(segments: readonly string[]): ParsedPath {
  const tooDeep = refuseDepth(segments.length);
  if (tooDeep !== undefined) return { kind: "refused", reason: tooDeep };
  for (const segment of segments) {
    const reason = refuseSegment(segment);
    if (reason !== undefined) return { kind: "refused", reason };
  }
  return { kind: "path", segments };
}

/** @returns the segments of a logical path as written, unchecked; none for the empty string, which is the root */
export function splitPath(logicalPath: string): readonly string[] {
  return logicalPath === "" ? [] : logicalPath.split("/");
}

/** @returns the logical path of the directory that holds a path; the empty string for the root */
export function parentOf(logicalPath: string): string {
  return logicalPath.slice(0, Math.max(0, logicalPath.lastIndexOf("/")));
}

/**
 * Parses a logical path such as `admin/js/core.js`. The empty string is the root, with no segments.
 *
 * @param path decoded, relative to MEDIA_URL
 */
export function parseLogicalPath(path: string): ParsedPath {
  return parseSegments(splitPath(path));
}

/**
 * A fast check that accepts most valid logical paths: words separated by single dots and slashes. For large numbers of paths;
 * `parseLogicalPath` decides about the rest.
 */
export function isPlainPath(path: string): boolean {
  return PLAIN.test(path) && !WINDOWS_DEVICE.test(path);
}

/** @returns the URL path of segments: percent-encoded, joined by "/" (RFC 3986, section 3.3) */
export function encodeSegments(segments: readonly string[]): string {
  return segments.map(encodeURIComponent).join("/");
}
