import { cpSync, linkSync, lstatSync, renameSync, unlinkSync } from "node:fs";
import { errnoOf } from "@mediaroot/core/internal";
import {
  afterRename,
  type ApplyContext,
  markChanged,
  reach,
  removeEmptyParents,
  requireExpected,
} from "./apply-context.ts";
import { removeAll, removeIfEmpty } from "../disk/remove.ts";
import type { Obstacle, RemoveAction, SetAsideAction } from "../plan/sync-action.ts";
import { walkTarget } from "../target/target-walk.ts";

/**
 * Removes an obstacle of a file, once.
 *
 * @param wanted the file's logical path; an obstacle at another path is where a directory belongs, and cannot wait
 */
export function clearObstacle(context: ApplyContext, obstacle: Obstacle, wanted: string): void {
  if (context.cleared.has(obstacle.path)) return;
  if (obstacle.kind === "remove") applyRemove(context, obstacle);
  else applySetAside(context, obstacle, obstacle.path === wanted ? "stays until it is replaced" : "goes");
  context.cleared.add(obstacle.path);
}

/**
 * Removes a copy or a link of ours, and the directories that this leaves empty.
 *
 * @throws TARGET_CHANGED if it was changed; system errors
 */
export function applyRemove(
  context: ApplyContext,
  { path: logicalPath, expected }: Pick<RemoveAction, "path" | "expected">,
): void {
  const place = reach(context, logicalPath);
  if (place !== undefined) {
    const now = afterRename(context, { logicalPath, place }, expected);
    if (requireExpected(place, logicalPath, now)) unlinkSync(place);
  }
  markChanged(context, logicalPath);
  removeEmptyParents(context, logicalPath);
  context.files.delete(logicalPath);
  context.links.delete(logicalPath);
}

/**
 * Moves something that is not ours to `.syncmedia/replaced/<time>/`.
 *
 * @param how a file that is about to be replaced stays until then, so that it is never missing for readers
 * @throws TARGET_CHANGED if it was changed since it was confirmed; system errors
 */
export function applySetAside(
  context: ApplyContext,
  { path: logicalPath, expected }: SetAsideAction,
  how: "goes" | "stays until it is replaced" = "goes",
): void {
  const place = reach(context, logicalPath);
  if (place === undefined || !requireExpected(place, logicalPath, expected)) return;
  const aside = context.replaced.tree().make(logicalPath);
  const isFile = lstatSync(place).isFile();
  if (!isFile || how === "goes" || !linkBeside(place, aside)) move(place, aside);
  markChanged(context, logicalPath);
  if (how === "goes") removeEmptyParents(context, logicalPath);
}

function linkBeside(place: string, aside: string): boolean {
  try {
    linkSync(place, aside);
    return true;
  } catch {
    // Without hard links the file is moved now, and is missing for an instant.
    return false;
  }
}

function move(place: string, aside: string): void {
  try {
    renameSync(place, aside);
  } catch (error) {
    if (errnoOf(error) !== "EXDEV") throw error;
    // The two file systems may differ in case sensitivity: never overwrite.
    const exact = { preserveTimestamps: true, verbatimSymlinks: true, force: false, errorOnExist: true };
    cpSync(place, aside, { recursive: true, ...exact });
    removeAll(place);
  }
}

/** Removes the empty directories in an app's target directory. */
export function sweepDirectory(context: ApplyContext, app: string): void {
  const place = reach(context, app) ?? "";
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const directories = [...walkTarget(place, app)].flatMap(({ path: logicalPath, stats }) =>
    stats?.isDirectory() === true ? logicalPath : [],
  );
  for (const directory of [...directories, app]) {
    if (removeIfEmpty(reach(context, directory) ?? "")) markChanged(context, directory);
  }
}
