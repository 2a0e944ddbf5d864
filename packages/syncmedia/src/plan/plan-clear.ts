import type { PlanDraft } from "./plan-draft.ts";
import type { SyncAction } from "./sync-action.ts";
import type { Found, Standing } from "../target/target-state.ts";
import { folded } from "../target/folded-path.ts";
import { respellings } from "./twins.ts";

/** What strategy `clear` is about. */
export interface Clearing {
  /** Of the apps that are cleared. */
  readonly labels: readonly string[];
  /** The logical paths of all listed files. */
  readonly wanted: ReadonlySet<string>;
}

/** Plans what strategy `clear` deletes besides: all that stands in an app's target directory and is not written anew. */
export function planClear(draft: PlanDraft, { labels, wanted }: Clearing): void {
  const isWanted = createWanted(draft.target.directory, wanted);
  for (const label of labels) {
    try {
      const standing = draft.targetState.at(label);
      if (standing.kind === "absent") continue;
      const found = standsIn(draft, standing);
      draft.cleared.push(label);
      for (const one of found) if (!isWanted(one.path) && !isDecided(draft, one.path)) clearOne(draft, label, one);
    } catch (error) {
      draft.failed.push({ app: label, path: label, error: error as Error });
    }
  }
}

/** Tells what is written anew, also where it stands under a name in other letters. */
function createWanted(target: string, wanted: ReadonlySet<string>): (path: string) => boolean {
  const twins = new Map([...wanted].map((path) => [folded(path), path]));
  return (path) => {
    const twin = twins.get(folded(path));
    return wanted.has(path) || (twin !== undefined && respellings(target, path, twin) !== undefined);
  };
}

/** Empty directories go with the directory that they are in. */
function clearOne(draft: PlanDraft, app: string, found: Found): void {
  const { path } = found;
  if (found.kind === "unreachable") {
    draft.kept.push({ app, path, reason: "its name is not UTF-8: remove it by hand" });
    return;
  }
  const isEmpty = found.kind === "override" && found.what === "directory";
  const kind: SyncAction["kind"] = found.kind === "override" ? "set-aside" : "remove";
  if (!isEmpty) draft.actions.push({ kind, app, path, expected: found.identity });
}

/** All that goes with what stands at a label. A link of ours goes by itself. */
function standsIn({ targetState }: PlanDraft, standing: Exclude<Standing, { kind: "absent" }>): readonly Found[] {
  if (standing.kind === "our directory") return targetState.below(standing.path);
  if (standing.kind === "override" && standing.what === "directory") return targetState.below(standing.path);
  return standing.kind === "our link" ? [] : [standing];
}

function isDecided({ decided }: PlanDraft, path: string): boolean {
  const parts = path.split("/");
  return parts.some((_, index) => decided.has(parts.slice(0, index + 1).join("/")));
}
