import { MediarootError } from "@mediaroot/core";
import { systemReason } from "../disk/open-directory.ts";
import { type AppReport, type Change, countByApp } from "./app-report.ts";
import type { SyncAction } from "../plan/sync-action.ts";
import type { Failure, LinkRefusal, Remark, ReportedPlan, ReportedResult, SyncPlan } from "../plan/sync-plan.ts";
import type { PublishedManifest, WriteContent } from "../plan/write-content.ts";

/** A failure, as `--json` prints it. */
export interface ReportedFailure {
  readonly app: string;
  readonly path: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly fix: string | undefined;
}

/** The report of a run, as `--json` prints it. */
export interface Report {
  readonly target: string;
  readonly method: SyncPlan["method"];
  readonly strategy: SyncPlan["strategy"];
  /** False for a dry run and for `--check`. */
  readonly applied: boolean;
  readonly apps: readonly AppReport[];
  readonly changes: readonly Change[];
  readonly kept: readonly Remark[];
  readonly behind: readonly Remark[];
  readonly adopted: readonly Remark[];
  readonly skipped: readonly Remark[];
  readonly failed: readonly ReportedFailure[];
  readonly refusals: readonly LinkRefusal[];
  readonly warnings: readonly string[];
  readonly dangling: SyncPlan["dangling"];
  /** The project's copy of the manifest, and how this run found it; undefined without content-named files. */
  readonly manifest: Pick<PublishedManifest, "file" | "state"> | undefined;
  /** Whether it was written. */
  readonly wroteManifest: boolean;
  /** The number of actions that an interruption left undone. */
  readonly undone: number;
  readonly replacedIn: string | undefined;
}

/**
 * Summarises a plan, or the result of applying it.
 *
 * @param result undefined if the plan was not applied
 */
export function reportOf({ kept: known, ...plan }: ReportedPlan, result?: ReportedResult): Report {
  const actions = result?.done ?? plan.actions;
  const failed = [...plan.failed, ...(result?.failed ?? [])];
  const changes = actions.flatMap(changesOf);
  const kept = [...known, ...(result?.kept ?? [])];
  const apps = countByApp(plan, {
    changes,
    kept,
    failed: [...failed, ...plan.refusals],
    bytes: result?.bytes ?? bytesOf(plan),
    durations: result?.durations ?? new Map(),
  });
  const { target, method, strategy, behind, adopted, skipped, refusals, warnings, dangling } = plan;
  return {
    target,
    method,
    strategy,
    applied: result !== undefined,
    apps,
    changes,
    kept,
    behind,
    adopted,
    skipped,
    failed: failed.map(reportFailure),
    refusals,
    warnings,
    dangling,
    manifest: plan.manifest && { file: plan.manifest.file, state: plan.manifest.state },
    wroteManifest: result?.wroteManifest ?? false,
    undone: result?.undone ?? 0,
    replacedIn: result?.replacedIn,
  };
}

/** @returns the number of bytes that a plan would write, by app */
export function bytesOf({ actions }: Pick<ReportedPlan, "actions">): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const action of actions) {
    if (action.kind === "write") bytes.set(action.app, (bytes.get(action.app) ?? 0) + sizeOf(action.content));
  }
  return bytes;
}

/** Whether the target, or the project's copy of the manifest, is out of date. */
export function hasDifferences({ actions, adopted, manifest }: ReportedPlan): boolean {
  return actions.length > 0 || adopted.length > 0 || (manifest !== undefined && manifest.state !== "current");
}

/**
 * @returns the exit code of a run: 0 done; 1 failed, or done in part; 3 `--check` found differences
 *
 * @param check whether `--check` was given
 */
export function exitCodeOf(plan: ReportedPlan, report: Report, check: boolean): 0 | 1 | 3 {
  if (report.failed.length > 0 || report.refusals.length > 0) return 1;
  if (check && hasDifferences(plan)) return 3;
  return report.skipped.length > 0 ? 1 : 0;
}

function changesOf(action: SyncAction): readonly Change[] {
  const { app, path } = action;
  if (action.kind === "swap") return [];
  if (action.kind === "rename") return [{ app, path, change: "renamed" }];
  if (action.kind === "link") return [{ app, path, change: "linked" }];
  if (action.kind === "remove") return [{ app, path, change: "pruned" }];
  if (action.kind === "set-aside") return [{ app, path, change: "replaced" }];
  const change = action.change === "replaced" ? "updated" : action.change;
  return [...action.obstacles.filter(({ kind }) => kind === "set-aside").flatMap(changesOf), { app, path, change }];
}

function reportFailure({ app, path, error }: Failure): ReportedFailure {
  const own = error instanceof MediarootError;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { app, path, code, message: systemReason(error), fix: own ? error.fix : undefined };
}

/** The sizes of compressed variants and of the manifest are known only when they are made. */
function sizeOf(content: WriteContent): number {
  if (content.kind === "file") return content.file.identity.size;
  return content.kind === "made" ? content.size : 0;
}
