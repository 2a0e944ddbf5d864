import { lstatSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { placeOf } from "./inside-target.ts";
import { readLink } from "./link-directory.ts";
import { groupOf, type PlanDraft, PROJECT_GROUP, setEntry } from "./plan-draft.ts";
import type { Standing } from "./target-state.ts";

/**
 * Plans the removal of what we wrote and no app ships any more. Where a source could not be read whole, nothing is
 * known to be stale.
 *
 * @param wanted the logical paths of all listed files
 * @param unknown the apps whose media could not be read whole
 */
export function planPrune(draft: PlanDraft, wanted: ReadonlySet<string>, unknown: ReadonlySet<string>): void {
  if (unknown.has(PROJECT_GROUP)) return;
  for (const path of draft.ledger.files.keys()) {
    const [label = ""] = path.split("/", 1);
    if (wanted.has(path) || draft.decided.has(path) || unknown.has(label)) continue;
    if (draft.labels === undefined || draft.labels.has(label)) pruneFile(draft, path);
  }
}

function pruneFile(draft: PlanDraft, logicalPath: string): void {
  const app = groupOf(draft.project, logicalPath);
  try {
    const standing = draft.targetState.at(logicalPath);
    if (standing.kind === "copy" && standing.path === logicalPath) {
      draft.actions.push({ kind: "remove", app, path: logicalPath, expected: standing.identity });
      return;
    }
    setEntry(draft, logicalPath, undefined);
    if (standing.kind === "absent" && leftEmpty(draft.target.directory, logicalPath)) {
      draft.actions.push({ kind: "remove", app, path: logicalPath, expected: undefined });
    }
    if (standing.kind !== "override" || standing.what !== "edited copy") return;
    draft.kept.push({ app, path: standing.path, reason: "a copy edited by hand, which no app ships any more" });
  } catch (error) {
    draft.failed.push({ app, path: logicalPath, error: error as Error });
  }
}

/** Whether a file that is gone has left an empty directory: a run was killed between the two. */
function leftEmpty(target: string, logicalPath: string): boolean {
  for (let at = dirname(placeOf(target, logicalPath)); at !== target; at = dirname(at)) {
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (stats !== undefined) return stats.isDirectory() && readdirSync(at).length === 0;
  }
  return false;
}

/**
 * Plans the removal of links of ours whose app is gone, is copied now and has no files, or has no media any more.
 *
 * @param leave the apps that are linked, or whose media could not be read whole
 */
export function planUnlink(draft: PlanDraft, leave: ReadonlySet<string>): void {
  const { registry } = draft.project;
  const labels = new Set([...registry.apps.map(({ label }) => label), ...draft.links.keys()]);
  for (const label of labels) {
    if (leave.has(label) || draft.swaps.has(label)) continue;
    if (draft.labels !== undefined && !draft.labels.has(label)) continue;
    // Asked first: to tell what a directory is takes a walk through it.
    if (readLink(placeOf(draft.target.directory, label)) === undefined) continue;
    const standing = draft.targetState.at(label);
    if (standing.kind !== "our link") continue;
    draft.actions.push({ kind: "remove", app: label, path: label, expected: standing.identity });
  }
}

/**
 * Plans what strategy `clear` deletes besides: all that stands in an app's target directory and is not written anew.
 *
 * @param labels the apps that are cleared
 */
export function planClear(draft: PlanDraft, labels: readonly string[], wanted: ReadonlySet<string>): void {
  for (const label of labels) {
    const standing = draft.targetState.at(label);
    if (standing.kind === "absent" || standing.kind === "our link" || draft.decided.has(label)) continue;
    for (const found of isDirectory(standing) ? draft.targetState.below(label) : [standing]) {
      if (wanted.has(found.path) || isDecided(draft, found.path)) continue;
      const kind = found.kind === "override" ? "set-aside" : "remove";
      draft.actions.push({ kind, app: label, path: found.path, expected: found.identity });
    }
  }
}

function isDirectory(standing: Standing): standing is Extract<Standing, { kind: "our directory" }> {
  return standing.kind === "our directory" || (standing.kind === "override" && standing.what === "directory");
}

function isDecided({ decided }: PlanDraft, path: string): boolean {
  const parts = path.split("/");
  return parts.some((_, index) => decided.has(parts.slice(0, index + 1).join("/")));
}
