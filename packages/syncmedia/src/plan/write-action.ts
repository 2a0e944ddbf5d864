import type { TargetEntry } from "../target/target-state.ts";
import type { Decision } from "./decide.ts";
import type { PlanDraft } from "./plan-draft.ts";
import type { Obstacle, WriteAction } from "./sync-action.ts";
import type { WriteContent } from "./write-content.ts";

/** A file that is made, not copied: its path in the target and its content. */
export interface MadeFile {
  readonly app: string;
  readonly path: string;
  readonly content: WriteContent;
  /** Undefined if it is not known before it is written. */
  readonly sha256: string | undefined;
  /** For a content-named file: the number of the release that names it. */
  readonly release?: number | undefined;
}

/** Makes the action that writes a file, with what has to give way to it. */
export function writeAction(
  draft: PlanDraft,
  { app, path, content, release }: Omit<MadeFile, "sha256">,
  { entry, decision }: { readonly entry: TargetEntry; readonly decision: Decision },
): WriteAction {
  const change = decision === "copy" ? "copied" : decision === "update" ? "updated" : "replaced";
  const staged = entry.kind === "our link" && !entry.path.includes("/");
  if (staged) draft.swaps.set(entry.path, entry.identity);
  const isOwn = entry.kind === "copy" && entry.path === path;
  const obstacles = staged || isOwn ? NONE : obstaclesOf(app, entry);
  for (const obstacle of obstacles) draft.decided.add(obstacle.path);
  const expected = isOwn ? entry.identity : undefined;
  return { kind: "write", app, path, change, content, release, expected, obstacles, staged };
}

/** One for all, since most files of a first run have none. */
const NONE: readonly Obstacle[] = [];

function obstaclesOf(app: string, entry: TargetEntry): readonly Obstacle[] {
  if (entry.kind === "absent") return NONE;
  if (entry.kind === "our directory") return entry.copies.flatMap((copy) => obstaclesOf(app, copy));
  const kind = entry.kind === "override" ? "set-aside" : "remove";
  return [{ kind, app, path: entry.path, expected: entry.identity }];
}
