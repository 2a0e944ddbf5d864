import path from "node:path";
import { splitPath } from "@mediaroot/core/media";
import type { MediaReply } from "./media-reply.ts";
import type { MediaTree } from "./media-tree.ts";

/**
 * The directories in which a change may change a reply: where the file stands, or would stand, in each source that may
 * win. They need not exist.
 *
 * @throws system errors
 */
export function directoriesBehind(reply: MediaReply, tree: MediaTree): readonly string[] {
  switch (reply.kind) {
    case "file":
      return directoriesOf([reply.file.file.path, ...reply.file.file.precededBy]);
    case "listing":
      return placesOf(tree, splitPath(reply.directory.logicalPath));
    case "missing":
      return directoriesOf(placesOf(tree, reply.segments));
    default:
      return [];
  }
}

function directoriesOf(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => path.dirname(file)))];
}

function placesOf({ finder }: MediaTree, segments: readonly string[]): readonly string[] {
  const trace = finder.trace(segments);
  return trace.kind === "refused" ? [] : trace.attempts.map((attempt) => attempt.path);
}
