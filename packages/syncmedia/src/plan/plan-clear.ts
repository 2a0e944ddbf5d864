import type { PlanDraft } from "./plan-draft.ts";
import type { SyncAction } from "./sync-action.ts";
import type { EntryBelow, TargetEntry } from "../target/target-state.ts";
import { folded } from "../target/target-path.ts";
import { respellings } from "./twins.ts";

/** The apps to clear, and the files to spare. */
export interface Clearing {
  /** Labels of the apps whose directories are cleared. */
  readonly labels: readonly string[];
  /** The logical paths of all listed files. */
  readonly wanted: ReadonlySet<string>;
}

/** Plans what strategy `clear` deletes: everything in an app's target directory that is not written anew. */
export function planClear(draft: PlanDraft, { labels, wanted }: Clearing): void {
  const isWanted = bindWanted(draft.target.directory, wanted);
  for (const label of labels) {
    try {
      const entry = draft.targetState.at(label);
      if (entry.kind === "absent") continue;
      const entries = entriesIn(draft, entry);
      draft.cleared.push(label);
      for (const one of entries) if (!isWanted(one.path) && !isDecided(draft, one.path)) clearOne(draft, label, one);
    } catch (error) {
      draft.failed.push({ app: label, path: label, error: error as Error });
    }
  }
}

/** Checks whether a path is written anew. The file may be in the target under the same name in another letter case. */
function bindWanted(target: string, wanted: ReadonlySet<string>): (path: string) => boolean {
  const twins = new Map([...wanted].map((path) => [folded(path), path]));
  return (path) => {
    const twin = twins.get(folded(path));
    return wanted.has(path) || (twin !== undefined && respellings(target, path, twin) !== undefined);
  };
}

function clearOne(draft: PlanDraft, app: string, entry: EntryBelow): void {
  const { path } = entry;
  if (entry.kind === "unreachable") {
    draft.kept.push({ app, path, reason: "its name is not UTF-8: remove it by hand" });
    return;
  }
  // An empty directory is removed at the end, with the directory that it is in.
  const isEmpty = entry.kind === "override" && entry.what === "directory";
  const kind: SyncAction["kind"] = entry.kind === "override" ? "set-aside" : "remove";
  if (!isEmpty) draft.actions.push({ kind, app, path, expected: entry.identity });
}

/** The entries to remove with the one at a label. `planUnlink` removes a link of ours. */
function entriesIn({ targetState }: PlanDraft, entry: Exclude<TargetEntry, { kind: "absent" }>): readonly EntryBelow[] {
  if (entry.kind === "our directory") return targetState.below(entry.path);
  if (entry.kind === "override" && entry.what === "directory") return targetState.below(entry.path);
  return entry.kind === "our link" ? [] : [entry];
}

function isDecided({ decided }: PlanDraft, path: string): boolean {
  const parts = path.split("/");
  return parts.some((_, index) => decided.has(parts.slice(0, index + 1).join("/")));
}
