import path from "node:path";
import type { Project } from "@mediaroot/core";
import { applySync } from "../apply/apply.ts";
import { syncError } from "../errors.ts";
import type { LockOptions } from "../state/lock.ts";
import { planInSteps } from "../plan/plan.ts";
import type { SyncOptions } from "../plan/sync-options.ts";
import type { ReportedPlan, ReportedResult } from "../plan/sync-plan.ts";
import { isBucketUrl } from "@mediaroot/core/internal";
import { stateDirectory } from "../state/state-directory.ts";
import { warnOfVersionControl } from "../report/vcs-warning.ts";
import type { CommandContext } from "./command-context.ts";
import { planUntilInterrupted } from "./interruptible-plan.ts";

/** The target of a run: a directory or a bucket. Nothing else of the command knows which of them it is. */
export interface SyncTarget {
  plan(): Promise<PlannedSync>;
}

/** A plan, and how it is applied. */
export interface PlannedSync {
  readonly plan: ReportedPlan;
  readonly warnings: readonly string[];
  /** The lock, for messages. */
  readonly lock: string;
  apply(options: TargetApplyOptions): Promise<ReportedResult>;
}

/** How the command applies a plan. It has asked for confirmation. */
export interface TargetApplyOptions extends LockOptions {
  /** Called with the number of actions done, and where they are counted the bytes sent. */
  readonly onProgress: (done: number, bytes?: number) => void;
  readonly onWarning: (warning: string) => void;
}

/** Options of `openTarget`. */
export interface TargetOptions {
  readonly project: Project;
  readonly syncing: SyncOptions;
  readonly context: Pick<CommandContext, "directory" | "environment" | "lookingThread">;
  /** Ends a plan. */
  readonly signal: AbortSignal;
  /** Ends every request to a server at once. */
  readonly kill: AbortSignal;
}

/**
 * Opens the target of a run: `--to`, else SYNCMEDIA.TARGET, else MEDIA_ROOT.
 *
 * @throws OPTION_CONFLICT, BUCKET_URL_INVALID, BUCKET_CREDENTIALS_MISSING
 */
export async function openTarget(options: TargetOptions): Promise<SyncTarget> {
  const { project, syncing, context } = options;
  checkStrict(project, syncing);
  const to = syncing.to ?? project.settings.SYNCMEDIA.TARGET;
  if (to !== undefined && isBucketUrl(to)) return openBucketTarget(to, options);
  const inDirectory = {
    ...syncing,
    to: syncing.to === undefined ? undefined : path.resolve(context.directory, syncing.to),
  };
  return {
    async plan() {
      const steps = planInSteps(context.lookingThread, project, inDirectory);
      const plan = await planUntilInterrupted(steps, options.signal);
      const { lock } = stateDirectory(plan.target);
      const warnings = [...plan.warnings, warnOfVersionControl(project, plan) ?? []].flat();
      return { plan, warnings, lock, apply: (applying) => applySync(plan, { ...applying, confirmed: true }) };
    },
  };
}

/** A run that follows no reference must not look like one that has found none dangling. */
function checkStrict(
  { settings: { SYNCMEDIA } }: Project,
  { strict, hash = SYNCMEDIA.HASH !== false }: SyncOptions,
): void {
  if (strict !== true || hash) return;
  const write =
    "References are followed only for content-named files: add --hash, or write `SYNCMEDIA: { HASH: true }`.";
  throw syncError("OPTION_CONFLICT", { first: "--strict", second: "a run without --hash", write });
}

/** Loaded only for a bucket: signing, and the client. */
async function openBucketTarget(
  url: string,
  { project, syncing, context, kill: signal }: TargetOptions,
): Promise<SyncTarget> {
  const [{ openBucket }, { planBucket }, { applyBucket }] = await Promise.all([
    import("../bucket/bucket.ts"),
    import("../bucket/plan-bucket.ts"),
    import("../bucket/apply-bucket.ts"),
  ]);
  const { S3: settings } = project.settings.SYNCMEDIA;
  const bucket = openBucket(url, { settings, environment: context.environment, signal });
  const lock = `${bucket.address.name}/.syncmedia/lock`;
  return {
    async plan() {
      const plan = await planBucket(bucket, project, syncing);
      const { warnings } = plan;
      return { plan, warnings, lock, apply: (applying) => applyBucket(bucket, plan, { ...applying, confirmed: true }) };
    },
  };
}
