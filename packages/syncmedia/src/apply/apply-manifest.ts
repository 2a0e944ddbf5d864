import { renameSync, writeFileSync } from "node:fs";
import { reasonOf } from "@mediaroot/core";
import type { ApplyContext } from "./apply-context.ts";
import type { Run } from "./apply-run.ts";
import { readText } from "../disk/read-text.ts";
import { discard } from "../disk/remove.ts";
import { syncError } from "../errors.ts";
import type { SyncAction } from "../plan/sync-action.ts";
import type { SyncPlan } from "../plan/sync-plan.ts";
import { MANIFEST_NAME, type PublishedManifest } from "../plan/write-content.ts";

/**
 * Decides whether an action waits for a run without failures: the manifest, which must name no file that is missing, and
 * removals, since files that the published manifest names must stay until there is another.
 */
export function isHeldBack(action: SyncAction, plan: SyncPlan, run: Run): boolean {
  if (plan.manifest === undefined || isComplete(plan, run)) return false;
  return isLateRemoval(action) || action.path === MANIFEST_NAME;
}

/** @returns whether an action removes something that an earlier manifest may name */
export function isLateRemoval(action: SyncAction): boolean {
  return action.kind === "remove" && action.stale !== true;
}

/** @returns whether nothing has failed so far, in the plan or since */
export function isComplete(plan: SyncPlan, run: Run): boolean {
  return plan.failed.length === 0 && run.failed.length === 0;
}

/** Writes the manifest of a publication into the project, so that it ships with the code. A failure is recorded. */
export function applyManifest({ file, content }: PublishedManifest, { files }: ApplyContext, run: Run): void {
  try {
    if (writeProjectManifest(file, content.render(files))) run.wroteManifest = true;
  } catch (error) {
    run.failed.push({ app: "(manifest)", path: file, error: error as Error });
  }
}

/**
 * Writes a manifest into the project. A reader sees the old one or the new one. The temporary file always has the same name, so that a run
 * removes what a killed one left.
 *
 * @param file absolute
 * @returns false if it was there already
 * @throws MANIFEST_NOT_WRITTEN
 */
export function writeProjectManifest(file: string, text: string): boolean {
  const temporary = `${file}.tmp`;
  discard(temporary);
  if (readText(file) === text) return false;
  try {
    writeFileSync(temporary, text, { flush: true });
    renameSync(temporary, file);
    return true;
  } catch (error) {
    discard(temporary);
    throw syncError("MANIFEST_NOT_WRITTEN", { file, reason: reasonOf(error) }, error);
  }
}
