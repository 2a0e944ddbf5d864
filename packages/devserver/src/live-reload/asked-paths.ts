import { encodeSegments } from "@mediaroot/core/media";
import { parseTarget } from "../media/request-target.ts";

/** Which media has been asked for. What nobody has asked for shows in no page. */
export interface AskedPaths {
  /** @param target of a request */
  add(target: string): void;
  /** Whether a URL path may have been asked for. */
  has(urlPath: string): boolean;
  /** What has been asked for below a URL path, as far as it is remembered. */
  below(urlPath: string): readonly string[];
}

/**
 * Creates it without a path.
 *
 * @param mostCharacters how much is remembered; after that anything may have been asked for
 */
export function createAskedPaths(mostCharacters: number = 2_000_000): AskedPaths {
  const paths = new Set<string>();
  const inside = new Map<string, Set<string>>();
  let left = mostCharacters;
  /** Enters it in the directory that it is in, that in the one it is in, and so on. */
  const enter = (path: string): void => {
    const directory = path.slice(0, path.lastIndexOf("/"));
    const entries = inside.get(directory);
    if (entries === undefined) inside.set(directory, new Set([path]));
    else entries.add(path);
    if (entries === undefined && directory !== "") enter(directory);
  };
  const below = (path: string): readonly string[] =>
    [...(inside.get(path) ?? [])].flatMap((entry) => [...(paths.has(entry) ? [entry] : []), ...below(entry)]);
  return {
    below,
    has: (urlPath) => left < 0 || paths.has(urlPath),
    add(target) {
      if (left < 0 || paths.has(target)) return;
      const { segments = [], fault } = parseTarget(target) ?? {};
      if (fault !== undefined) return;
      const path = `/${encodeSegments(segments)}`;
      if (paths.has(path)) return;
      left -= path.length;
      if (left < 0) return;
      paths.add(path);
      enter(path);
    },
  };
}
