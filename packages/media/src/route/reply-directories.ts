import path from "node:path";
import type { Trace } from "@mediaroot/core/media";
import type { LoadedReply } from "./load-page.ts";
import type { MediaReply } from "./media-reply.ts";
import type { MediaTree } from "./media-tree.ts";
import type { ServedFile } from "../files/memory-file.ts";

/** A reply as it was sent. */
export type SentReply = Extract<MediaReply, { readonly kind: "file" }> | LoadedReply;

/** Nearly all answers are files that were answered before. */
const knownDirectories = new WeakMap<ServedFile, readonly string[]>();

/**
 * Finds the directories in which a change may change a reply: for a file, its directory in each source that may win. They
 * need not exist.
 *
 * @throws system errors
 */
export function directoriesOf(reply: SentReply, tree: MediaTree): readonly string[] {
  switch (reply.kind) {
    case "file":
      return directoriesOfFile(reply.file.file);
    case "listing":
      return placesOf(tree.finder.trace(reply.segments));
    case "missing":
      return parentsOf(placesOf(reply.trace ?? tree.finder.trace(reply.segments)));
    default:
      return [];
  }
}

function directoriesOfFile(file: ServedFile): readonly string[] {
  const known = knownDirectories.get(file) ?? parentsOf([file.path, ...file.precededBy]);
  knownDirectories.set(file, known);
  return known;
}

function parentsOf(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => path.dirname(file)))];
}

function placesOf(trace: Trace): readonly string[] {
  return trace.kind === "refused" ? [] : trace.attempts.map((attempt) => attempt.path);
}
