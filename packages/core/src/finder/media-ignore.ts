import picomatch from "picomatch";

/** The name of syncmedia's state directory in a target. It is never served, listed or synced. */
export const LEDGER_DIRECTORY = ".syncmedia";

/** PATH_MAX of Linux. A longer path in a request must not keep the server busy. */
const MAX_PATH_LENGTH = 4096;

const ALWAYS_IGNORED = [".*", "*~", "CVS"];

/**
 * Decides whether a logical path is ignored.
 *
 * @param from the index of the first segment to check; the segments before it are known not to be ignored
 */
export type Ignore = (segments: readonly string[], from?: number) => boolean;

/**
 * Compiles MEDIA_IGNORE, the one ignore rule of serving and syncing. Patterns match single names; those with a "/" match
 * whole logical paths. Dotfiles, editor backups and `CVS` are ignored whatever the setting says, as they may hold secrets;
 * `.well-known` (RFC 8615) is not a dotfile in this sense.
 *
 * @param patterns glob patterns, besides those that are always ignored
 */
export function compileIgnore(patterns: readonly string[]): Ignore {
  const namePatterns = [...ALWAYS_IGNORED, ...patterns.filter((pattern) => !pattern.includes("/"))];
  const matches = matcher(namePatterns);
  const pathPatterns = patterns.filter((pattern) => pattern.includes("/"));
  const matchesPath = matcher(pathPatterns);
  const ignoresName = (name: string): boolean => matches(name) && name !== ".well-known";
  const ignoresPath = (segments: readonly string[], from: number): boolean => {
    let at = "";
    for (const [index, segment] of segments.entries()) {
      at = at === "" ? segment : `${at}/${segment}`;
      if (at.length > MAX_PATH_LENGTH) return false;
      if (index >= from && matchesPath(at)) return true;
    }
    return false;
  };
  return (segments, from = 0) =>
    segments.some((name, index) => index >= from && ignoresName(name)) ||
    (pathPatterns.length > 0 && ignoresPath(segments, from));
}

/** Whether a pattern of MEDIA_IGNORE can match: logical paths neither start nor end with "/". */
export function isIgnorePattern(pattern: string): boolean {
  if (pattern.startsWith("/") || pattern.endsWith("/")) return false;
  try {
    matcher([pattern]);
    return true;
  } catch {
    return false;
  }
}

/** Joins the patterns into one expression: picomatch's own matchers would take as long for 10,000 names as listing the files. */
function matcher(patterns: readonly string[]): (text: string) => boolean {
  if (patterns.length === 0) return () => false;
  const literal = new Set(patterns);
  const any = new RegExp(patterns.map((pattern) => picomatch.makeRe(pattern, { dot: true }).source).join("|"));
  return (text) => any.test(text) || literal.has(text);
}
