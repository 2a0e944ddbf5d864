import picomatch from "picomatch";

/** The state directory of syncmedia. It holds the ledger and is never served, listed or synced. */
export const LEDGER_DIRECTORY = ".syncmedia";

/** No disk holds a longer path (PATH_MAX); a request may name one, and must not keep the server busy. */
const LONGEST_PATH = 4096;

/**
 * Whether the logical path of some segments is ignored.
 *
 * @param from the first segment to look at: the directories before it are known not to be ignored
 */
export type Ignore = (segments: readonly string[], from?: number) => boolean;

/**
 * Compiles MEDIA_IGNORE, the one ignore rule of serving and syncing. Patterns match single names; those with a "/" match
 * whole logical paths. `.well-known` (RFC 8615) is no dotfile to hide; syncmedia's own directory always is.
 *
 * @param patterns glob patterns
 */
export function createIgnore(patterns: readonly string[]): Ignore {
  const matches = matcher(patterns.filter((pattern) => !pattern.includes("/")));
  const pathPatterns = patterns.filter((pattern) => pattern.includes("/"));
  const matchesPath = matcher(pathPatterns);
  const ignoresName = (name: string): boolean =>
    name.toLowerCase() === LEDGER_DIRECTORY || (matches(name) && name !== ".well-known");
  const ignoresPath = (segments: readonly string[], from: number): boolean => {
    let at = "";
    for (const [index, segment] of segments.entries()) {
      at = at === "" ? segment : `${at}/${segment}`;
      if (at.length > LONGEST_PATH) return false;
      if (index >= from && matchesPath(at)) return true;
    }
    return false;
  };
  return (segments, from = 0) =>
    segments.some((name, index) => index >= from && ignoresName(name)) ||
    (pathPatterns.length > 0 && ignoresPath(segments, from));
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

/** One expression for all patterns: picomatch's own matchers, asked for 10,000 names, take as long as the look at the files. */
function matcher(patterns: readonly string[]): (text: string) => boolean {
  if (patterns.length === 0) return () => false;
  const literal = new Set(patterns);
  const any = new RegExp(patterns.map((pattern) => picomatch.makeRe(pattern, { dot: true }).source).join("|"));
  return (text) => any.test(text) || literal.has(text);
}
