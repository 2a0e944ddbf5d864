import { encodeSegments, isWithin } from "@mediaroot/core/media";
import { parseTarget } from "@mediaroot/media/http";

/** The media paths that were requested. A path that nobody has requested shows in no page. */
export interface RequestedPaths {
  /**
   * Adds the path of a request.
   *
   * @param target the request target
   * @param file the absolute path of the file that answered
   */
  add(target: string, file: string | undefined): void;
  /** Whether a URL path may have been requested. */
  has(urlPath: string): boolean;
  /** @returns the requested URL paths that are among these or lie below one of them */
  within(urlPaths: ReadonlySet<string>): readonly string[];
  /** @returns the URL paths last answered by one of these files, or by a file below one of these directories */
  answeredFrom(places: ReadonlySet<string>): readonly string[];
}

/** @param maxCharacters how much is remembered; after that `has` is true for every path */
export function createRequestedPaths(maxCharacters: number = 2_000_000): RequestedPaths {
  const files = new Map<string, string | undefined>();
  let left = maxCharacters;
  return {
    add(target, file) {
      if (left < 0 || (files.has(target) && files.get(target) === file)) return;
      const { segments = [], fault } = parseTarget(target) ?? {};
      if (fault !== undefined) return;
      const urlPath = `/${encodeSegments(segments)}`;
      if (!files.has(urlPath)) left -= urlPath.length;
      if (left >= 0) files.set(urlPath, file);
    },
    has: (urlPath) => left < 0 || files.has(urlPath),
    within: (urlPaths) => (urlPaths.size === 0 ? [] : [...files.keys()].filter((one) => isWithin(one, urlPaths))),
    answeredFrom(places) {
      if (places.size === 0) return [];
      return [...files].flatMap(([urlPath, file]) => (file !== undefined && isWithin(file, places) ? urlPath : []));
    },
  };
}
