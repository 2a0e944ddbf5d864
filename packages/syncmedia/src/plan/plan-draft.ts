import type { ListedFile, Project, StatIdentity, SyncmediaSettings } from "@mediaroot/core";
import {
  type ContentCoding,
  createLedgerTable,
  type Ledger,
  type LedgerFile,
  type LedgerTable,
  type LoadedLedger,
  type Release,
  sameLedgerFile,
} from "@mediaroot/core/internal";
import type { DanglingReference, PublicationCache } from "@mediaroot/core/references";
import type { Strategy } from "./decide.ts";
import { codingsOf } from "../publication/compression.ts";
import { absolutePath, firstName } from "../target/target-path.ts";
import { leadsToOwnMedia, readLink } from "../target/link-directory.ts";
import { loadState } from "../state/load-state.ts";
import type { StateDirectory, StateFingerprint } from "../state/state-directory.ts";
import type { Failure, LinkRefusal, Remark, SyncAction } from "./sync-action.ts";
import type { PublishedManifest } from "./write-content.ts";
import { resolveTarget, type Target } from "../target/target.ts";
import { createTargetState, type TargetState } from "../target/target-state.ts";

/** A plan in the making. */
export interface PlanDraft {
  readonly project: Project;
  readonly target: Target;
  readonly state: StateDirectory;
  readonly targetState: TargetState;
  readonly strategy: Strategy;
  readonly adopt: boolean;
  /** Labels that the run is limited to; undefined means all apps, and files that no app ships any more. */
  readonly labels: ReadonlySet<string> | undefined;
  /** The ledger on disk, with what a killed run wrote after it. */
  readonly ledger: LoadedLedger;
  readonly fingerprint: StateFingerprint;
  /** The ledger's files as they are before the actions; undefined while nothing in them has changed. */
  files: LedgerTable | undefined;
  readonly links: Map<string, string>;
  unsettled: boolean;
  /** The number of files and links that are up to date, by app. */
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
  readonly dangling: DanglingReference[];
  /** Paths outside the listing that are decided already: kept, or removed as an obstacle. */
  readonly decided: Set<string>;
  /** Ledger lines of copies whose name has changed in letter case, by the new name. */
  readonly respelled: Map<string, LedgerFile>;
  /** Links of ours that a directory of copies replaces, by label. */
  readonly swaps: Map<string, StatIdentity>;
  /** Whether content-named copies and a manifest are published. */
  readonly hash: boolean;
  /** How each published file is compressed besides. */
  readonly codings: readonly ContentCoding[];
  /** Whether a reference that leads nowhere fails the run. */
  readonly strict: boolean;
  /** When the plan was made, in milliseconds since the epoch. */
  readonly now: number;
  /** The releases of the publication as they are after this run, oldest first. */
  releases: readonly Release[];
  /** The manifest of the publication, and the file of the project that gets it too. */
  manifest: PublishedManifest | undefined;
  /** What this run and earlier ones have found out about the contents of the publication. */
  cache: PublicationCache | undefined;
}

/** The options of a draft. */
export interface DraftOptions {
  readonly labels: readonly string[];
  readonly strategy?: Strategy | undefined;
  readonly to?: string | undefined;
  readonly adopt?: boolean | undefined;
  readonly hash?: boolean | undefined;
  readonly compress?: SyncmediaSettings["COMPRESS"] | undefined;
  readonly strict?: boolean | undefined;
}

/**
 * Starts a plan: finds the target and loads its ledger.
 *
 * @throws TARGET_OVERLAP, TARGET_INVALID, TARGET_NOT_WRITABLE; LEDGER_CORRUPT, LEDGER_NEWER, LEDGER_OTHER_TARGET
 */
export function createDraft(project: Project, options: DraftOptions): PlanDraft {
  const target = resolveTarget(project, options.to);
  const { state, fingerprint, ledger, interrupted, directories, leftovers } = loadState(project, target);
  const links = existingLinks(target, ledger);
  const lists = emptyLists();
  return {
    project,
    target,
    state,
    targetState: createTargetState(target.directory, {
      ledgerFileOf: (logicalPath) => lists.respelled.get(logicalPath) ?? ledger.files.get(logicalPath),
      isRecorded: (logicalPath, identity) =>
        !lists.respelled.has(logicalPath) && ledger.files.isRecorded(logicalPath, "copy", identity),
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
    hash: options.hash ?? project.settings.SYNCMEDIA.HASH !== false,
    codings: codingsOf(options.compress ?? project.settings.SYNCMEDIA.COMPRESS),
    strict: options.strict ?? false,
    now: Date.now(),
    releases: ledger.releases ?? [],
    manifest: undefined,
    cache: undefined,
    unsettled: interrupted || links.size !== ledger.links.size || leftovers,
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
    dangling: [],
    decided: new Set<string>(),
    respelled: new Map<string, LedgerFile>(),
    swaps: new Map<string, StatIdentity>(),
  };
}

/** The links of the ledger that are still in the target. */
function existingLinks(target: Target, { links }: Ledger): Map<string, string> {
  return new Map([...links].filter(([label, text]) => readLink(absolutePath(target.directory, label)) === text));
}

/** The group of files that belong to no app. */
export const PROJECT_GROUP = "(no app)";

/** @returns the app that a listed file is reported under */
export function appOf(
  { project }: Pick<PlanDraft, "project">,
  file: Pick<ListedFile, "logicalPath" | "source">,
): string {
  return file.source.kind === "app" ? file.source.label : groupOf(project, file.logicalPath);
}

/** @returns the label of the app that a logical path belongs to, else `PROJECT_GROUP` */
export function groupOf(project: Project, logicalPath: string): string {
  const first = firstName(logicalPath);
  return project.registry.has(first) ? first : PROJECT_GROUP;
}

/** Sets the ledger line of a file; undefined removes it. */
export function setLedgerFile(draft: PlanDraft, path: string, file: LedgerFile | undefined): void {
  const known = (draft.files ?? draft.ledger.files).get(path);
  if (known === file || (known !== undefined && file !== undefined && sameLedgerFile(known, file))) return;
  draft.files ??= createLedgerTable(draft.ledger.files);
  if (file === undefined) draft.files.delete(path);
  else draft.files.set(path, file);
  draft.unsettled = true;
}

/** Counts a file or link that is up to date. */
export function countUnchanged(draft: PlanDraft, app: string): void {
  draft.unchanged.set(app, (draft.unchanged.get(app) ?? 0) + 1);
}
