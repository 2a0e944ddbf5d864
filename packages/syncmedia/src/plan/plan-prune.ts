import { lstatSync, readdirSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import type { AppRegistry } from "@mediaroot/core";
import { absolutePath, firstName } from "../target/target-path.ts";
import { readLink } from "../target/link-directory.ts";
import { groupOf, type PlanDraft, setLedgerFile } from "./plan-draft.ts";

/**
 * Plans the removal of copies that no app ships any more. Nothing is pruned of an app that could not be read completely.
 *
 * @param wanted the logical paths of all listed files
 * @param unknown labels of the apps whose media could not be read completely
 */
export function planPrune(draft: PlanDraft, wanted: ReadonlySet<string>, unknown: ReadonlySet<string>): void {
  for (const path of draft.ledger.files.keys()) {
    const label = firstName(path);
    if (wanted.has(path) || draft.decided.has(path) || unknown.has(label)) continue;
    if (draft.labels === undefined || draft.labels.has(label)) pruneFile(draft, path);
  }
}

/**
 * Detects a target outside the project that another project seems to publish to as well: most of what was published there
 * belongs to apps or uploads that this project does not have.
 *
 * @param wanted the logical paths of all listed files
 */
export function detectForeign(draft: PlanDraft, wanted: ReadonlySet<string>): void {
  const { ledger, project, labels } = draft;
  // A relative name means that the target is inside the project.
  if (!isAbsolute(ledger.target) || labels !== undefined) return;
  draft.foreign.push(...foreignNames(ledger.files.keys(), wanted, project.registry));
  if (draft.foreign.length > 0) draft.warnings.push(foreignWarning(draft.target.directory, draft.foreign));
}

/**
 * @param published the logical paths in the ledger
 * @param wanted the logical paths of all listed files
 * @returns the first names of what was published, if most of it belongs to none of this project's apps and uploads; else nothing
 */
export function foreignNames(
  published: Iterable<string>,
  wanted: ReadonlySet<string>,
  registry: Pick<AppRegistry, "has">,
): readonly string[] {
  const own = new Set([...wanted].map(firstName));
  const names = [...published].map(firstName);
  const foreign = names.filter((name) => !own.has(name) && !registry.has(name));
  return foreign.length * 2 <= names.length ? [] : [...new Set(foreign)].toSorted();
}

/** @returns the warning about names that `foreignNames` has found */
export function foreignWarning(target: string, names: readonly string[]): string {
  return `Most of what was published to ${target} belongs to ${names.join(", ")}, and this project has nothing of that name. Does another project publish there?`;
}

function pruneFile(draft: PlanDraft, logicalPath: string): void {
  const app = groupOf(draft.project, logicalPath);
  try {
    const entry = draft.targetState.at(logicalPath);
    if (entry.kind === "copy" && entry.path === logicalPath) {
      draft.actions.push({ kind: "remove", app, path: logicalPath, expected: entry.identity });
      return;
    }
    setLedgerFile(draft, logicalPath, undefined);
    if (entry.kind === "absent" && leftEmpty(draft.target.directory, logicalPath)) {
      draft.actions.push({ kind: "remove", app, path: logicalPath, expected: undefined });
    }
    if (entry.kind !== "override" || entry.what !== "edited copy") return;
    draft.kept.push({ app, path: entry.path, reason: "a copy edited by hand, which no app ships any more" });
  } catch (error) {
    draft.failed.push({ app, path: logicalPath, error: error as Error });
  }
}

/** Whether a removed file has left an empty directory, because a run was killed in between. */
function leftEmpty(target: string, logicalPath: string): boolean {
  for (let at = dirname(absolutePath(target, logicalPath)); at !== target; at = dirname(at)) {
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (stats !== undefined) return stats.isDirectory() && readdirSync(at).length === 0;
  }
  return false;
}

/**
 * Plans the removal of links of ours whose app was removed, is now copied but has no files, or has no media any more.
 *
 * @param leave labels of the apps that are linked, or whose media could not be read completely
 */
export function planUnlink(draft: PlanDraft, leave: ReadonlySet<string>): void {
  const { registry } = draft.project;
  const labels = new Set([...registry.apps.map(({ label }) => label), ...draft.links.keys()]);
  for (const label of labels) {
    if (leave.has(label) || draft.swaps.has(label)) continue;
    if (draft.labels !== undefined && !draft.labels.has(label)) continue;
    // Checked first because `at` walks a whole directory.
    if (readLink(absolutePath(draft.target.directory, label)) === undefined) continue;
    const entry = draft.targetState.at(label);
    if (entry.kind !== "our link") continue;
    draft.actions.push({ kind: "remove", app: label, path: label, expected: entry.identity });
  }
}
