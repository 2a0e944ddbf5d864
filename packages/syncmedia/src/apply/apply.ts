import { setImmediate as nextTurn } from "node:timers/promises";
import { reasonOf } from "@mediaroot/core";
import type { ApplyContext } from "./apply-context.ts";
import { applyLedger } from "./apply-ledger.ts";
import { applyLinks, applySwap, clearOldDirectories } from "./apply-link.ts";
import { applyManifest, isComplete, isHeldBack } from "./apply-manifest.ts";
import { applyRemove, applySetAside, sweepDirectory } from "./apply-remove.ts";
import { applyRename } from "./apply-rename.ts";
import { createRun, LEDGER_GROUP, type Run, timed } from "./apply-run.ts";
import { prepare } from "./prepare.ts";
import { createWriteBatch } from "./write-batch.ts";
import { syncError } from "../errors.ts";
import { requireConfirmation } from "../plan/losses.ts";
import { removeFile, removeIfEmpty } from "../disk/remove.ts";
import { removeMade } from "../state/journal.ts";
import { acquireLock, type LockOptions } from "../state/lock.ts";
import { openState, type OpenState } from "../state/open-state.ts";
import { clearLeftovers, fingerprintOf, plainPath } from "../state/state-directory.ts";
import {
  type LinkAction,
  MANIFEST_NAME,
  type SyncAction,
  type SyncPlan,
  type SyncResult,
  type WriteAction,
} from "../plan/sync-action.ts";

/**
 * How to apply a plan.
 *
 * @example
 * const plan = planSync(project, { strategy: "overwrite" });
 * if (lossesOf(plan).every((path) => path.startsWith("blog/"))) await applySync(plan, { confirmed: true });
 */
export interface ApplyOptions extends LockOptions {
  /**
   * Whether somebody has agreed to a plan for which `needsConfirmation` is true.
   *
   * @default false
   */
  readonly confirmed?: boolean | undefined;
  /** Called every few files with the number of actions done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** The longest time between two turns of the event loop, unless a single file takes longer. */
const TURN_MS = 40;

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
  const { opened, release } = await openLocked(plan.target, options);
  try {
    if (fingerprintOf(opened.state) !== plan.fingerprint) throw syncError("PLAN_STALE", { target: plan.target });
    await work(plan, run, { opened, options });
  } finally {
    removeIfEmpty(opened.state.staging);
    release();
    opened.close();
  }
  return run.result();
}

interface Locked {
  readonly opened: OpenState;
  readonly release: () => void;
}

/** A run that ends removes a state directory that has stayed empty; then a new one is opened. */
async function openLocked(target: string, options: ApplyOptions): Promise<Locked> {
  for (;;) {
    const opened = openState(target);
    try {
      const release = await acquireLock(opened.state, options);
      if (release !== undefined) return { opened, release };
    } catch (error) {
      opened.close();
      throw error;
    }
    opened.close();
  }
}

interface Workplace {
  readonly opened: OpenState;
  readonly options: ApplyOptions;
}

async function work(plan: SyncPlan, run: Run, { opened, options }: Workplace): Promise<void> {
  const context = prepare(plan, run, opened);
  try {
    await perform(context, plan, { run, options });
  } finally {
    context.journal.close();
    if (run.failed.length > 0) for (const directory of context.made.toReversed()) removeMade(context.tree, directory);
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
  const batch = createWriteBatch(context, run);
  let turn = performance.now();
  for (const action of plan.actions) {
    if (action.kind === "link") continue;
    if (performance.now() - turn > TURN_MS) {
      options.onProgress?.(run.done.length + run.failed.length + batch.size());
      await nextTurn();
      turn = performance.now();
    }
    if (options.signal?.aborted === true) return batch.discard();
    // Whether these two kinds wait for a run without failures is known once all before them is done.
    if (action.kind !== "write" || action.path === MANIFEST_NAME) await batch.put();
    if (isHeldBack(action, plan, run)) continue;
    if (action.kind === "write") await batch.add(action);
    else timed(run, [action], () => applyAction(context, action, run));
  }
  await batch.put();
  if (plan.manifest !== undefined && isComplete(plan, run)) applyManifest(plan.manifest, run);
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

function applyAction(context: ApplyContext, action: Exclude<SyncAction, LinkAction | WriteAction>, run: Run): void {
  if (action.kind === "rename") applyRename(context, action);
  else if (action.kind === "remove") applyRemove(context, action);
  else if (action.kind === "set-aside") applySetAside(context, action);
  else if (run.failed.some(({ app }) => app === action.app)) {
    throw syncError("LINK_KEPT", { app: action.app });
  } else applySwap(context, action);
}

/** Writes the ledger, and removes the journal only after that. */
function finish(context: ApplyContext, plan: SyncPlan, run: Run): void {
  const { state, files, links, staging } = context;
  try {
    applyLedger(context, { ...plan.ledger, files, links });
  } catch (error) {
    const reason = reasonOf(error);
    const failure = syncError("LEDGER_NOT_WRITTEN", { target: state.target, reason }, error);
    run.failed.push({ app: LEDGER_GROUP, path: plainPath(state, state.ledger), error: failure });
    staging.close();
    return;
  }
  try {
    removeFile(state.journal);
    clearOldDirectories(context, plan.owned);
    clearLeftovers(state);
  } catch {
    // The ledger is written; the next run removes what is left.
  } finally {
    staging.close();
  }
}
