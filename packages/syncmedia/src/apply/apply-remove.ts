import { cpSync, linkSync, lstatSync, mkdirSync, renameSync, unlinkSync } from "node:fs";
import path from "node:path";
import { errnoOf } from "@mediaroot/core";
import {
  afterRename,
  type ApplyContext,
  placeIn,
  removeEmptyParents,
  requireExpected,
  requireReached,
} from "./apply-context.ts";
import { isReachedDirectly, placeOf } from "../target/inside-target.ts";
import { removeAll } from "../disk/remove.ts";
import { removeIfEmpty } from "../state/state-directory.ts";
import type { Obstacle, RemoveAction, SetAsideAction } from "../plan/sync-action.ts";
import { walkTarget } from "../target/target-walk.ts";

/**
 * Takes what is in the way of a file away, once.
 *
 * @param wanted the file's logical path: what stands in another place, where a directory is wanted, must go at once
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
 * @throws TARGET_CHANGED when it is ours no longer; system errors
 */
export function applyRemove(context: ApplyContext, { path: logicalPath, expected }: RemoveAction): void {
  const place = placeIn(context, logicalPath);
  if (requireExpected(place, logicalPath, afterRename(context, logicalPath, expected))) {
    requireReached(place, logicalPath);
    unlinkSync(place);
  }
  removeEmptyParents(context, place);
  context.files.delete(logicalPath);
  context.links.delete(logicalPath);
}

/**
 * Moves what is not ours to `.syncmedia/replaced/<time>/`.
 *
 * @param how a file that another takes the place of at once stays until then, so that readers never miss it
 * @throws TARGET_CHANGED when it was changed since it was asked about; system errors
 */
export function applySetAside(
  context: ApplyContext,
  { path: logicalPath, expected }: SetAsideAction,
  how: "goes" | "stays until it is replaced" = "goes",
): void {
  const place = placeIn(context, logicalPath);
  if (lstatSync(place, { throwIfNoEntry: false }) === undefined) return;
  requireReached(place, logicalPath);
  requireExpected(place, logicalPath, expected);
  const aside = placeOf(context.replaced.directory, logicalPath);
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
    // No hard links there: it goes, and is missing for an instant.
    return false;
  }
}

function move(place: string, aside: string): void {
  try {
    renameSync(place, aside);
  } catch (error) {
    if (errnoOf(error) !== "EXDEV") throw error;
    // Where the mount tells names apart that the target does not, nothing may take the place of what is there already.
    const exact = { preserveTimestamps: true, verbatimSymlinks: true, force: false, errorOnExist: true };
    cpSync(place, aside, { recursive: true, ...exact });
    removeAll(place);
  }
}

/** Removes the empty directories of an app's target directory. */
export function sweepDirectory(context: ApplyContext, app: string): void {
  const place = placeIn(context, app);
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const directories = [...walkTarget(place, app)].flatMap(({ path: logicalPath, stats }) =>
    stats?.isDirectory() === true ? placeIn(context, logicalPath) : [],
  );
  for (const directory of [...directories, place]) if (isReachedDirectly(directory)) removeIfEmpty(directory);
}
