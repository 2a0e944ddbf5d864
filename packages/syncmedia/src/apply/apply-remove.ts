import { cpSync, linkSync, lstatSync, mkdirSync, renameSync, unlinkSync } from "node:fs";
import path from "node:path";
import { errnoOf } from "@mediaroot/core";
import {
  afterRename,
  type ApplyContext,
  absolutePathIn,
  removeEmptyParents,
  requireExpected,
  requireReached,
} from "./apply-context.ts";
import { isReachedDirectly, absolutePath } from "../target/target-path.ts";
import { removeAll } from "../disk/remove.ts";
import { removeIfEmpty } from "../state/state-directory.ts";
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
export function applyRemove(context: ApplyContext, { path: logicalPath, expected }: RemoveAction): void {
  const place = absolutePathIn(context, logicalPath);
  if (requireExpected(place, logicalPath, afterRename(context, logicalPath, expected))) {
    requireReached(place, logicalPath);
    unlinkSync(place);
  }
  removeEmptyParents(context, place);
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
  const place = absolutePathIn(context, logicalPath);
  if (lstatSync(place, { throwIfNoEntry: false }) === undefined) return;
  requireReached(place, logicalPath);
  requireExpected(place, logicalPath, expected);
  const aside = absolutePath(context.replaced.directory, logicalPath);
  mkdirSync(path.dirname(aside), { recursive: true });
  context.replaced.used = true;
  const isFile = lstatSync(place).isFile();
  if (!isFile || how === "goes" || !linkBeside(place, aside)) move(place, aside);
  if (how === "goes") removeEmptyParents(context, place);
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
  const place = absolutePathIn(context, app);
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const directories = [...walkTarget(place, app)].flatMap(({ path: logicalPath, stats }) =>
    stats?.isDirectory() === true ? absolutePathIn(context, logicalPath) : [],
  );
  for (const directory of [...directories, place]) if (isReachedDirectly(directory)) removeIfEmpty(directory);
}
