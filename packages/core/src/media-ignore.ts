import picomatch from "picomatch";

/** The state directory of syncmedia. It holds the ledger and is never served, listed or synced. */
export const LEDGER_DIRECTORY = ".syncmedia";

/**
 * Compiles MEDIA_IGNORE, the one ignore rule of serving and syncing. Patterns match single names; those with a "/" match
 * whole logical paths. `.well-known` (RFC 8615) is no dotfile to hide; syncmedia's own directory always is.
 *
 * @param patterns glob patterns
 * @returns whether the logical path of these segments is ignored
 */
export function createIgnore(patterns: readonly string[]): (segments: readonly string[]) => boolean {
  const matches = matcher(patterns.filter((pattern) => !pattern.includes("/")));
  const matchesPath = matcher(patterns.filter((pattern) => pattern.includes("/")));
  const ignoresName = (name: string): boolean =>
    name.toLowerCase() === LEDGER_DIRECTORY || (matches(name) && name !== ".well-known");
  return (segments) =>
    segments.some(ignoresName) || segments.some((_, index) => matchesPath(segments.slice(0, index + 1).join("/")));
}

function matcher(patterns: readonly string[]): (text: string) => boolean {
  return patterns.length === 0 ? () => false : picomatch([...patterns], { dot: true });
}
