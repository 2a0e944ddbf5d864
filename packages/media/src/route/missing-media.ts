import { nearMedia, parseSegments } from "@mediaroot/core/media";
import { type MediaTree, urlOf } from "./media-tree.ts";
import type { MissingMedia } from "../pages/not-found.ts";

/**
 * Finds out why a tree serves nothing at a path: where it was looked for, whose it would be, what is spelled nearly alike.
 *
 * @param segments the logical path
 * @param url the URL path as it was asked for
 * @throws system errors
 */
export function explainMissing(tree: MediaTree, segments: readonly string[], url: string): MissingMedia {
  const logicalPath = segments.join("/");
  const nowhere = { url, logicalPath, attempts: [], owner: undefined, near: [] };
  const parsed = parseSegments(segments);
  if (parsed.kind === "refused") return { ...nowhere, refusal: parsed.reason };
  const trace = tree.finder.trace(segments);
  if (trace.kind === "refused") return { ...nowhere, refusal: trace.reason };
  const { attempts } = trace;
  const owner = attempts.flatMap(({ source }) => (source.kind === "app" ? [source.label] : []))[0];
  const near = nearMedia(tree.finder, segments, tree.start.length).map((path) => urlOf(tree, path));
  return { url, logicalPath, refusal: undefined, attempts, owner, near };
}
