import { lstatSync, readdirSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { placeOf } from "../target/inside-target.ts";
import { readLink } from "../target/link-directory.ts";
import { groupOf, type PlanDraft, setEntry } from "./plan-draft.ts";

/**
 * Plans the removal of what we wrote and no app ships any more. Where an app could not be read whole, nothing of it is
 * known to be stale.
 *
 * @param wanted the logical paths of all listed files
 * @param unknown the apps whose media could not be read whole
 */
export function planPrune(draft: PlanDraft, wanted: ReadonlySet<string>, unknown: ReadonlySet<string>): void {
  for (const path of draft.ledger.files.keys()) {
    const label = firstName(path);
    if (wanted.has(path) || draft.decided.has(path) || unknown.has(label)) continue;
    if (draft.labels === undefined || draft.labels.has(label)) pruneFile(draft, path);
  }
}

/**
 * Notes whether a target outside the project seems to be another project's too: most of what was published there is of
 * apps, or uploads, that this one knows nothing of.
 *
 * @param wanted the logical paths of all listed files
 */
export function noteForeign(draft: PlanDraft, wanted: ReadonlySet<string>): void {
  const { ledger, project, labels } = draft;
  // Inside the project it is named relative to it.
  if (!isAbsolute(ledger.target) || labels !== undefined) return;
  const own = new Set([...wanted].map(firstName));
  const names = [...ledger.files.keys()].map(firstName);
  const foreign = names.filter((name) => !own.has(name) && !project.registry.has(name));
  if (foreign.length * 2 <= names.length) return;
  draft.foreign.push(...[...new Set(foreign)].toSorted());
  const all = draft.foreign.join(", ");
  draft.warnings.push(
    `Most of what was published to ${draft.target.directory} is of ${all}, of which this project has nothing. Does another project publish there?`,
  );
}

function firstName(path: string): string {
  return path.split("/", 1)[0] ?? "";
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
