import path from "node:path";
import { encodeSegments } from "@mediaroot/core/media";
import { parseTarget } from "@mediaroot/media/http";

/** Which media has been asked for. What nobody has asked for shows in no page. */
export interface AskedPaths {
  /**
   * @param target of a request
   * @param file that answered it, absolute
   */
  add(target: string, file: string | undefined): void;
  /** Whether a URL path may have been asked for. */
  has(urlPath: string): boolean;
  /** The URL paths that were last answered by one of these files, or by a file below one of these directories. */
  answeredFrom(places: ReadonlySet<string>): readonly string[];
}

/**
 * Creates it without a path.
 *
 * @param mostCharacters how much is remembered; after that anything may have been asked for
 */
export function createAskedPaths(mostCharacters: number = 2_000_000): AskedPaths {
  const files = new Map<string, string | undefined>();
  let left = mostCharacters;
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
    answeredFrom(places) {
      if (places.size === 0) return [];
      return [...files].flatMap(([urlPath, file]) => (file !== undefined && liesIn(file, places) ? urlPath : []));
    },
  };
}

function liesIn(place: string, places: ReadonlySet<string>): boolean {
  const above = path.dirname(place);
  return places.has(place) || (above !== place && liesIn(above, places));
}
