import { MediarootError } from "@mediaroot/core";
import { systemReason } from "../disk/open-directory.ts";
import { type ApplyOptions, performActions } from "./apply-actions.ts";
import type { ApplyContext } from "./apply-context.ts";
import { applyCache } from "./apply-cache.ts";
import { applyLedger } from "./apply-ledger.ts";
import { applyLinks, clearOldDirectories } from "./apply-link.ts";
import { applyManifest, isComplete, isLateRemoval } from "./apply-manifest.ts";
import { sweepDirectory } from "./apply-remove.ts";
import { createRun, LEDGER_GROUP, type Run, timed } from "./apply-run.ts";
import { removeFailedVariants, withGainless } from "./apply-variant.ts";
import { prepare } from "./prepare.ts";
import { syncError } from "../errors.ts";
import { requireConfirmation } from "../plan/losses.ts";
import { removeFile, removeIfEmpty } from "../disk/remove.ts";
import { removeMade } from "../state/journal.ts";
import { acquireLock, type Lock } from "../state/lock.ts";
import { openState, type OpenState } from "../state/open-state.ts";
import { clearLeftovers, fingerprintOf, plainPath } from "../state/state-directory.ts";
import type { SyncPlan, SyncResult } from "../plan/sync-plan.ts";

/**
 * Applies a plan. At any instant each file is the old one or the new one. A file that fails is listed in the result, and the
 * others are done. Aborting `signal` stops it between two files.
 *
 * @param plan the result of `planSync`
 * @throws CONFIRM_NEEDED, TARGET_SHARED unless `confirmed`; SYNC_LOCKED, SYNC_INTERRUPTED, PLAN_STALE, TARGET_INVALID, STATE_REFUSED,
 *   TARGET_NOT_WRITABLE; nothing was done then
 */
export async function applySync(plan: SyncPlan, options: ApplyOptions = {}): Promise<SyncResult> {
  const run = createRun(plan);
  if (options.confirmed !== true) requireConfirmation(plan);
  if (plan.actions.length === 0 && !plan.unsettled) return run.result();
  const locked = await openLocked(plan.target, options);
  const { opened, lock } = locked;
  try {
    if (fingerprintOf(opened.state) !== plan.fingerprint) throw syncError("PLAN_STALE", { target: plan.target });
    await work(plan, run, { ...locked, options });
  } finally {
    if (lock.isHeld()) removeIfEmpty(opened.state.staging);
    lock.release();
    opened.close();
  }
  return run.result();
}

interface Locked {
  readonly opened: OpenState;
  readonly lock: Lock;
}

/** A run that ends removes a state directory that has stayed empty; then a new one is opened. */
async function openLocked(target: string, options: ApplyOptions): Promise<Locked> {
  for (;;) {
    const opened = openState(target);
    try {
      const lock = await acquireLock(opened.state, options);
      if (lock !== undefined) return { opened, lock };
    } catch (error) {
      opened.close();
      throw error;
    }
    opened.close();
  }
}

interface Workplace extends Locked {
  readonly options: ApplyOptions;
}

async function work(plan: SyncPlan, run: Run, { opened, lock, options }: Workplace): Promise<void> {
  const context = prepare(plan, run, { ...opened, lock });
  try {
    await perform(context, plan, { run, options });
  } finally {
    context.journal.close();
    if (run.failed.length > 0 && lock.isHeld()) {
      for (const directory of context.made.toReversed()) removeMade(context.tree, directory);
    }
    finish(context, plan, run);
    run.replacedIn = context.replaced.path();
    context.replaced.close();
  }
}

async function perform(
  context: ApplyContext,
  plan: SyncPlan,
  { run, options }: { readonly run: Run; readonly options: ApplyOptions },
): Promise<void> {
  const links = plan.actions.filter((action) => action.kind === "link");
  if (links.length > 0) timed(run, links, () => applyLinks(context, links));
  if (plan.method === "link" && run.failed.length > 0) return;
  const ending = plan.manifest === undefined ? -1 : plan.actions.findIndex(isLateRemoval);
  const [actions, removals] =
    ending === -1 ? [plan.actions, []] : [plan.actions.slice(0, ending), plan.actions.slice(ending)];
  if (!(await performActions(context, { ...plan, actions }, { run, options }))) return;
  removeFailedVariants(context, plan, run);
  if (plan.manifest !== undefined && isComplete(plan, run)) applyManifest(plan.manifest, context, run);
  // Whoever reads the ledger finds every file that the new manifest names before any other is removed.
  if (removals.length > 0 && isComplete(plan, run) && writeLedger(context, plan, run)) {
    await performActions(context, { ...plan, actions: removals }, { run, options });
  }
  sweepCleared(context, plan, run);
}

function sweepCleared(context: ApplyContext, { cleared }: SyncPlan, run: Run): void {
  for (const app of cleared) {
    try {
      sweepDirectory(context, app);
    } catch (error) {
      run.failed.push({ app, path: app, error: error as Error });
    }
  }
}

/** Writes the ledger, and removes the journal only after that. */
function finish(context: ApplyContext, plan: SyncPlan, run: Run): void {
  const { state, staging } = context;
  try {
    if (!writeLedger(context, plan, run)) return;
    removeFile(state.journal);
    clearOldDirectories(context, plan.owned);
    if (plan.findings !== undefined) applyCache(context, plan.findings);
    clearLeftovers(state);
  } catch {
    // The ledger is written; the next run removes what is left.
  } finally {
    staging.close();
  }
}

/** @returns false if it could not be written, which is recorded */
function writeLedger(context: ApplyContext, plan: SyncPlan, run: Run): boolean {
  const { state, links } = context;
  try {
    applyLedger(context, { ...plan.ledger, files: withGainless(context), links });
    return true;
  } catch (error) {
    const failure =
      error instanceof MediarootError
        ? error
        : syncError("LEDGER_NOT_WRITTEN", { target: state.target, reason: systemReason(error) }, error);
    run.failed.push({ app: LEDGER_GROUP, path: plainPath(state, state.ledger), error: failure });
    return false;
  }
}
