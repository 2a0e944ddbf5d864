import type { ListedFile, Project, StatIdentity } from "@mediaroot/core";
import {
  type ContentCoding,
  createLedgerTable,
  type LedgerFile,
  type LedgerTable,
  type LoadedLedger,
  type Release,
  sameLedgerFile,
} from "@mediaroot/core/internal";
import type { DanglingReference } from "@mediaroot/core/references";
import type { PublicationFindings } from "../state/cache-file.ts";
import type { Strategy } from "./decide.ts";
import { firstName } from "../target/target-path.ts";
import type { StateDirectory, StateFingerprint } from "../state/state-directory.ts";
import type { SyncAction } from "./sync-action.ts";
import type { Failure, LinkRefusal, Remark } from "./sync-plan.ts";
import type { PublishedManifest } from "./write-content.ts";
import type { LookAhead } from "../target/look-ahead.ts";
import type { Target } from "../target/target.ts";
import type { TargetState } from "../target/target-state.ts";

/** A plan in the making. */
export interface PlanDraft {
  readonly project: Project;
  readonly target: Target;
  readonly state: StateDirectory;
  readonly targetState: TargetState;
  /** What the looking thread has found out. */
  readonly ahead: LookAhead;
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
  /** See `SyncPlan`. */
  findings: PublicationFindings | undefined;
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

/** @returns the ledger's files as they are before the actions */
export function ledgerFiles({ files, ledger }: Pick<PlanDraft, "files" | "ledger">): LedgerTable {
  return files ?? ledger.files;
}

/** Sets the ledger line of a file; undefined removes it. */
export function setLedgerFile(draft: PlanDraft, path: string, file: LedgerFile | undefined): void {
  const known = ledgerFiles(draft).get(path);
  if (known === file || (known !== undefined && file !== undefined && sameLedgerFile(known, file))) return;
  draft.files ??= createLedgerTable(draft.ledger.files);
  if (file === undefined) draft.files.delete(path);
  else draft.files.set(path, file);
  draft.unsettled = true;
}

/** Sets the release of a file that is in the ledger. */
export function setRelease(draft: PlanDraft, path: string, release: number): void {
  draft.files ??= createLedgerTable(draft.ledger.files);
  draft.files.setNumber(path, "release", release);
  draft.unsettled = true;
}

/** Counts a file or link that is up to date. */
export function countUnchanged(draft: PlanDraft, app: string): void {
  draft.unchanged.set(app, (draft.unchanged.get(app) ?? 0) + 1);
}
