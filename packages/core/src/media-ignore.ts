import picomatch from "picomatch";

/** The state directory of syncmedia. It holds the ledger and is never served, listed or synced. */
export const LEDGER_DIRECTORY = ".syncmedia";

/** No disk holds a longer path (PATH_MAX); a request may name one, and must not keep the server busy. */
const LONGEST_PATH = 4096;

/**
 * Compiles MEDIA_IGNORE, the one ignore rule of serving and syncing. Patterns match single names; those with a "/" match
 * whole logical paths. `.well-known` (RFC 8615) is no dotfile to hide; syncmedia's own directory always is.
 *
 * @param patterns glob patterns
 * @returns whether the logical path of these segments is ignored
 */
export function createIgnore(patterns: readonly string[]): (segments: readonly string[]) => boolean {
  const matches = matcher(patterns.filter((pattern) => !pattern.includes("/")));
  const pathPatterns = patterns.filter((pattern) => pattern.includes("/"));
  const matchesPath = matcher(pathPatterns);
  const ignoresName = (name: string): boolean =>
    name.toLowerCase() === LEDGER_DIRECTORY || (matches(name) && name !== ".well-known");
  const ignoresPath = (segments: readonly string[]): boolean => {
    let at = "";
    for (const segment of segments) {
      at = at === "" ? segment : `${at}/${segment}`;
      if (at.length > LONGEST_PATH) return false;
      if (matchesPath(at)) return true;
    }
    return false;
  };
  return (segments) => segments.some(ignoresName) || (pathPatterns.length > 0 && ignoresPath(segments));
}

/** Whether a pattern of MEDIA_IGNORE can match anything: logical paths neither start nor end with a "/". */
export function isIgnorePattern(pattern: string): boolean {
  if (pattern.startsWith("/") || pattern.endsWith("/")) return false;
  try {
    matcher([pattern]);
    return true;
  } catch {
    return false;
  }
}

function matcher(patterns: readonly string[]): (text: string) => boolean {
  return patterns.length === 0 ? () => false : picomatch([...patterns], { dot: true });
}
