import { lstatSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { placeOf } from "./inside-target.ts";
import { readLink } from "./link-directory.ts";
import { groupOf, type PlanDraft, setEntry } from "./plan-draft.ts";
import type { Found, Standing } from "./target-state.ts";
import { folded, respellings } from "./twins.ts";

/**
 * Plans the removal of what we wrote and no app ships any more. Where an app could not be read whole, nothing of it is
 * known to be stale.
 *
 * @param wanted the logical paths of all listed files
 * @param unknown the apps whose media could not be read whole
 */
export function planPrune(draft: PlanDraft, wanted: ReadonlySet<string>, unknown: ReadonlySet<string>): void {
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

/** What strategy `clear` is about. */
export interface Clearing {
  /** Of the apps that are cleared. */
  readonly labels: readonly string[];
  /** The logical paths of all listed files. */
  readonly wanted: ReadonlySet<string>;
}

/** Plans what strategy `clear` deletes besides: all that stands in an app's target directory and is not written anew. */
export function planClear(draft: PlanDraft, { labels, wanted }: Clearing): void {
  const twins = new Map([...wanted].map((path) => [folded(path), path]));
  const isWanted = (path: string): boolean => {
    const twin = twins.get(folded(path));
    return twin === path || (twin !== undefined && respellings(draft.target.directory, path, twin) !== undefined);
  };
  for (const label of labels) {
    try {
      const standing = draft.targetState.at(label);
      if (standing.kind === "absent") continue;
      const stale = standsIn(draft, standing).filter(({ path }) => !isWanted(path) && !isDecided(draft, path));
      draft.cleared.push(label);
      for (const { kind, path, identity } of stale) {
        draft.actions.push({
          kind: kind === "override" ? "set-aside" : "remove",
          app: label,
          path,
          expected: identity,
        });
      }
    } catch (error) {
      draft.failed.push({ app: label, path: label, error: error as Error });
    }
  }
}

/** All that goes with what stands at a label. A link of ours goes by itself. */
function standsIn({ targetState }: PlanDraft, standing: Exclude<Standing, { kind: "absent" }>): readonly Found[] {
  if (isDirectory(standing)) return targetState.below(standing.path);
  return standing.kind === "our link" ? [] : [standing];
}

function isDirectory(standing: Standing): standing is Extract<Standing, { kind: "our directory" }> {
  return standing.kind === "our directory" || (standing.kind === "override" && standing.what === "directory");
}

function isDecided({ decided }: PlanDraft, path: string): boolean {
  const parts = path.split("/");
  return parts.some((_, index) => decided.has(parts.slice(0, index + 1).join("/")));
}
