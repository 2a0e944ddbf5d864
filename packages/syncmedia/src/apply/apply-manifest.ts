import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { reasonOf } from "@mediaroot/core";
import type { Run } from "./apply-run.ts";
import { discard } from "../disk/remove.ts";
import { syncError } from "../errors.ts";
import { MANIFEST_NAME, type PublishedManifest, type SyncAction, type SyncPlan } from "../plan/sync-action.ts";

/**
 * Decides whether an action waits for a run without failures: the manifest, which must name no file that is missing, and
 * removals, since files that the published manifest names must stay until there is another.
 */
export function isHeldBack(action: SyncAction, plan: SyncPlan, run: Run): boolean {
  if (plan.manifest === undefined || isComplete(plan, run)) return false;
  return action.kind === "remove" || action.path === MANIFEST_NAME;
}

/** @returns whether nothing has failed so far, in the plan or since */
export function isComplete(plan: SyncPlan, run: Run): boolean {
  return plan.failed.length === 0 && run.failed.length === 0;
}

/** Writes the manifest into the project, so that it ships with the code. A reader sees the old one or the new one. */
export function applyManifest({ file, text }: PublishedManifest, run: Run): void {
  if (textOf(file) === text) return;
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    discard(temporary);
    const failure = syncError("MANIFEST_NOT_WRITTEN", { file, reason: reasonOf(error) }, error);
    run.failed.push({ app: "(manifest)", path: file, error: failure });
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
