import { type Ledger, type LedgerFile, type ListedFile, type Project, type StatIdentity } from "@mediaroot/core";
import type { Strategy } from "./decide.ts";
import { placeOf } from "../target/inside-target.ts";
import { leadsToOwnMedia, readLink } from "../target/link-directory.ts";
import { loadState } from "../state/load-state.ts";
import type { StateDirectory, StateFingerprint } from "../state/state-directory.ts";
import type { Failure, LinkRefusal, Remark, SyncAction } from "./sync-action.ts";
import { resolveTarget, type Target } from "../target/target.ts";
import { createTargetState, type TargetState } from "../target/target-state.ts";

/** A plan while it is made. */
export interface PlanDraft {
  readonly project: Project;
  readonly target: Target;
  readonly state: StateDirectory;
  readonly targetState: TargetState;
  readonly strategy: Strategy;
  readonly adopt: boolean;
  /** Labels that the run is limited to; undefined for all, and for what no app ships any more. */
  readonly labels: ReadonlySet<string> | undefined;
  /** The ledger on disk, and what a killed run wrote since. */
  readonly ledger: Ledger;
  readonly fingerprint: StateFingerprint;
  /** The ledger's files as they will be before the actions; undefined while they are as they were. */
  files: Map<string, LedgerFile> | undefined;
  readonly links: Map<string, string>;
  unsettled: boolean;
  /** By app: files and links that stay as they are because they are right. */
  readonly unchanged: Map<string, number>;
  actions: SyncAction[];
  /** Labels of the apps whose target directories strategy `clear` deletes first. */
  readonly cleared: string[];
  /** See `SyncPlan`. */
  readonly foreign: string[];
  readonly kept: Remark[];
  readonly behind: Remark[];
  readonly adopted: Remark[];
  readonly skipped: Remark[];
  readonly failed: Failure[];
  readonly refusals: LinkRefusal[];
  readonly warnings: string[];
  /** Paths that are not files of the listing and whose fate is decided: kept, or taken away as an obstacle. */
  readonly decided: Set<string>;
  /** What the ledger says of copies whose name has other letters now, by the new one. */
  readonly respelled: Map<string, LedgerFile>;
  /** Links of ours that give way to a directory of copies, by label. */
  readonly swaps: Map<string, StatIdentity>;
}

/** What a draft starts from. */
export interface DraftOptions {
  readonly labels: readonly string[];
  readonly strategy?: Strategy | undefined;
  readonly to?: string | undefined;
  readonly adopt?: boolean | undefined;
}

/**
 * Starts a plan: finds the target and loads its ledger.
 *
 * @throws TARGET_OVERLAP, TARGET_INVALID, TARGET_NOT_WRITABLE; LEDGER_CORRUPT, LEDGER_NEWER, LEDGER_OTHER_TARGET
 */
export function createDraft(project: Project, options: DraftOptions): PlanDraft {
  const target = resolveTarget(project, options.to);
  const { state, fingerprint, ledger, interrupted, directories, leavings } = loadState(project, target);
  const links = standingLinks(target, ledger);
  const lists = emptyLists();
  return {
    project,
    target,
    state,
    targetState: createTargetState(target.directory, {
      entryOf: (logicalPath) => lists.respelled.get(logicalPath) ?? ledger.files.get(logicalPath),
      isOurLink: (logicalPath, place) => {
        const text = readLink(place) ?? "";
        if (ledger.links.get(logicalPath) === text) return true;
        return leadsToOwnMedia({ logicalPath, place, text }, project.registry.apps);
      },
      isOurDirectory: (logicalPath) => directories.has(logicalPath),
    }),
    strategy: options.strategy ?? project.settings.SYNCMEDIA.STRATEGY,
    adopt: options.adopt ?? false,
    labels: options.labels.length === 0 ? undefined : new Set(options.labels),
    ledger,
    fingerprint,
    files: undefined,
    links,
    unsettled: interrupted || links.size !== ledger.links.size || leavings,
    ...lists,
  };
}

function emptyLists() {
  return {
    unchanged: new Map<string, number>(),
    actions: [],
    cleared: [],
    foreign: [],
    kept: [],
    behind: [],
    adopted: [],
    skipped: [],
    failed: [],
    refusals: [],
    warnings: [],
    decided: new Set<string>(),
    respelled: new Map<string, LedgerFile>(),
    swaps: new Map<string, StatIdentity>(),
  };
}

/** The links that still stand as the ledger has them. */
function standingLinks(target: Target, { links }: Ledger): Map<string, string> {
  return new Map([...links].filter(([label, text]) => readLink(placeOf(target.directory, label)) === text));
}

/** What is not an app's. */
export const PROJECT_GROUP = "(no app)";

/** @returns the app that a listed file is told under */
export function appOf(
  { project }: Pick<PlanDraft, "project">,
  file: Pick<ListedFile, "logicalPath" | "source">,
): string {
  return file.source.kind === "app" ? file.source.label : groupOf(project, file.logicalPath);
}

/** @returns the label of the app that a logical path lies under, or the project's own group */
export function groupOf(project: Project, logicalPath: string): string {
  const [first = ""] = logicalPath.split("/", 1);
  return project.registry.has(first) ? first : PROJECT_GROUP;
}

/** Notes what the ledger will say of a file; undefined: nothing any more. */
export function setEntry(draft: PlanDraft, path: string, entry: LedgerFile | undefined): void {
  if ((draft.files ?? draft.ledger.files).get(path) === entry) return;
  draft.files ??= new Map(draft.ledger.files);
  if (entry === undefined) draft.files.delete(path);
  else draft.files.set(path, entry);
  draft.unsettled = true;
}

/** Counts something that is right as it stands. */
export function countUnchanged(draft: PlanDraft, app: string): void {
  draft.unchanged.set(app, (draft.unchanged.get(app) ?? 0) + 1);
}
