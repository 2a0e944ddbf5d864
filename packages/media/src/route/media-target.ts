import { parseSegments } from "@mediaroot/core/media";
import { parseTarget, type RequestTarget } from "../http/request-target.ts";
import type { MediaPath } from "../files/file-cache.ts";
import { createRecentValues } from "../recent-values.ts";
import type { MediaTree, MediaTrees } from "./media-tree.ts";

/** The place in a tree that a request target names. It depends on the target alone. */
export interface MediaTarget extends MediaPath {
  /** A directory ends with "/". A refused path can name nothing. */
  readonly kind: "file" | "directory" | "refused" | "undecodable";
  /** The request target as received. */
  readonly url: string;
  readonly target: RequestTarget;
  readonly tree: MediaTree;
}

/** Finds the place that a request target names. */
export interface MediaTargets {
  /**
   * @param url `IncomingMessage.url`
   * @returns undefined for a target in no tree
   */
  find(url: string): MediaTarget | undefined;
  /** Forgets what was found. It must be called when a tree is added. */
  clear(): void;
}

const MAX_TARGETS = 1024;
const MAX_LENGTH = 512;

/** Creates the finder of targets. It remembers most of them, for nearly all requests are for the same few. */
export function createMediaTargets(trees: Pick<MediaTrees, "match">): MediaTargets {
  const known = createRecentValues<MediaTarget | "elsewhere">(MAX_TARGETS);
  return {
    find(url) {
      const found = known.get(url);
      if (found !== undefined) return found === "elsewhere" ? undefined : found;
      const target = locate(url, trees);
      if (url.length <= MAX_LENGTH) known.add(url, target ?? "elsewhere", 1);
      return target;
    },
    clear: () => known.clear(),
  };
}

function locate(url: string, trees: Pick<MediaTrees, "match">): MediaTarget | undefined {
  const target = parseTarget(url);
  const tree = target && trees.match(target.segments)?.value;
  if (target === undefined || tree === undefined) return undefined;
  const segments = segmentsIn(tree, target);
  return { kind: kindOf(target, segments), url, target, tree, segments, logicalPath: segments.join("/") };
}

function kindOf({ fault, segments: asked }: RequestTarget, segments: readonly string[]): MediaTarget["kind"] {
  if (fault !== undefined) return "undecodable";
  if (parseSegments(segments).kind === "refused") return "refused";
  return asked.at(-1) === "" ? "directory" : "file";
}

/** Leaves out the empty segment that ends the path of a directory. */
function segmentsIn({ prefix, start }: MediaTree, { segments }: RequestTarget): readonly string[] {
  const below = segments.slice(prefix.length);
  return [...start, ...(below.at(-1) === "" ? below.slice(0, -1) : below)];
}
