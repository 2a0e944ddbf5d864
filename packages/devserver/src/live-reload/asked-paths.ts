import { encodeSegments } from "@mediaroot/core/media";
import { parseTarget } from "../media/request-target.ts";

/** Which media has been asked for. What nobody has asked for shows in no page. */
export interface AskedPaths {
  /** @param target of a request */
  add(target: string): void;
  /** Whether a URL path, or one below it, may have been asked for. */
  has(urlPath: string): boolean;
}

/**
 * Creates it without a path.
 *
 * @param mostCharacters how much is remembered; after that anything may have been asked for
 */
export function createAskedPaths(mostCharacters: number = 2_000_000): AskedPaths {
  const paths = new Set<string>();
  let left = mostCharacters;
  const remember = (path: string): void => {
    if (paths.has(path)) return;
    left -= path.length;
    if (left >= 0) paths.add(path);
  };
  return {
    add(target) {
      if (left < 0 || paths.has(target)) return;
      const { segments = [], fault } = parseTarget(target) ?? {};
      if (fault !== undefined) return;
      const encoded = encodeSegments(segments).split("/");
      encoded.forEach((_, index) => remember(`/${encoded.slice(0, index + 1).join("/")}`));
    },
    has: (urlPath) => left < 0 || paths.has(urlPath),
  };
}
