import { renameSync, writeFileSync } from "node:fs";
import { reasonOf } from "@mediaroot/core";
import type { ApplyContext } from "./apply-context.ts";
import type { Run } from "./apply-run.ts";
import { readText } from "../disk/read-text.ts";
import { discard } from "../disk/remove.ts";
import { syncError } from "../errors.ts";
import type { SyncAction, SyncPlan } from "../plan/sync-action.ts";
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

/**
 * Writes the manifest into the project, so that it ships with the code. A reader sees the old one or the new one. The temporary file
 * always has the same name, so that a run removes what a killed one left.
 */
export function applyManifest({ file, content }: PublishedManifest, { files }: ApplyContext, run: Run): void {
  const text = content.render(files);
  const temporary = `${file}.tmp`;
  discard(temporary);
  if (readText(file) === text) return;
  try {
    writeFileSync(temporary, text, { flush: true });
    renameSync(temporary, file);
    run.wroteManifest = true;
  } catch (error) {
    discard(temporary);
    const failure = syncError("MANIFEST_NOT_WRITTEN", { file, reason: reasonOf(error) }, error);
    run.failed.push({ app: "(manifest)", path: file, error: failure });
  }
}
