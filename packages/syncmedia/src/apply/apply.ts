import { lstatSync } from "node:fs";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { reasonOf } from "@mediaroot/core";
import type { ApplyContext } from "./apply-context.ts";
import { applyLedger } from "./apply-ledger.ts";
import { applyLinks, applySwap, clearOldDirectories } from "./apply-link.ts";
import { applyManifest, isComplete, isHeldBack } from "./apply-manifest.ts";
import { applyRemove, applySetAside, sweepDirectory } from "./apply-remove.ts";
import { applyRename } from "./apply-rename.ts";
import { createRun, LEDGER_GROUP, type Run, timed } from "./apply-run.ts";
import { applyWrite } from "./apply-write.ts";
import { syncError } from "../errors.ts";
import { removeStrayFiles, createJournal, removeMade } from "../state/journal.ts";
import { acquireLock, type LockOptions } from "../state/lock.ts";
import { removeFile } from "../disk/remove.ts";
import {
  clearLeftovers,
  fingerprintOf,
  makeDirectory,
  notWritable,
  openStateDirectory,
  type StateDirectory,
  stateDirectory,
} from "../state/state-directory.ts";
import type { LinkAction, SyncAction, SyncPlan, SyncResult } from "../plan/sync-action.ts";

/**
 * How to apply a plan.
 *
 * @example
 * await applySync(plan, { wait: false });
 */
export interface ApplyOptions extends LockOptions {
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
 * @throws SYNC_LOCKED, SYNC_INTERRUPTED, PLAN_STALE, TARGET_INVALID, TARGET_NOT_WRITABLE; nothing was done then
 */
export async function applySync(plan: SyncPlan, options: ApplyOptions = {}): Promise<SyncResult> {
  const run = createRun(plan);
  if (plan.actions.length === 0 && !plan.unsettled) return run.result();
  const state = stateDirectory(plan.target);
  const close = openStateDirectory(state);
  try {
    const release = await acquireLock(state, options);
    try {
      if (fingerprintOf(state) !== plan.fingerprint) throw syncError("PLAN_STALE", { target: plan.target });
      await work(plan, run, { state, options });
    } finally {
      release();
    }
  } finally {
    close();
  }
  return run.result();
}

interface Workplace {
  readonly state: StateDirectory;
  readonly options: ApplyOptions;
}

async function work(plan: SyncPlan, run: Run, { state, options }: Workplace): Promise<void> {
  const context = prepare(plan, run, state);
  try {
    await perform(context, plan, { run, options });
  } finally {
    context.journal.close();
    if (run.failed.length > 0) for (const directory of context.made.toReversed()) removeMade(directory);
    finish(context, plan, run);
    if (context.replaced.used) run.replacedIn = context.replaced.directory;
  }
}

function prepare(plan: SyncPlan, run: Run, state: StateDirectory): ApplyContext {
  const context = createContext(plan, run, state);
  try {
    removeStrayFiles(state);
    clearOldDirectories(context, plan.owned);
    clearLeftovers(state);
    makeDirectory(state.staging, 0o700);
    return context;
  } catch (error) {
    throw notWritable(state.target, error);
  }
}

function createContext(plan: SyncPlan, run: Run, state: StateDirectory): ApplyContext {
  let temporaries = 0;
  const time = new Date().toISOString().replaceAll(":", "-");
  return {
    state,
    journal: createJournal(state),
    files: new Map(plan.ledger.files),
    links: new Map(plan.ledger.links),
    directories: new Set([state.target, state.staging]),
    made: [],
    cleared: new Set(),
    renamed: [],
    staged: new Map(),
    bytes: run.bytes,
    replaced: { directory: unusedName(path.join(state.replaced, time)), used: false },
    temporary: () => path.join(state.staging, String((temporaries += 1))),
  };
}

/** A clock that was set back can repeat a time; the directory of the first time is kept. */
function unusedName(wanted: string): string {
  let name = wanted;
  for (let nth = 2; lstatSync(name, { throwIfNoEntry: false }) !== undefined; nth += 1) name = `${wanted}-${nth}`;
  return name;
}

async function perform(
  context: ApplyContext,
  plan: SyncPlan,
  { run, options }: { readonly run: Run; readonly options: ApplyOptions },
): Promise<void> {
  const links = plan.actions.filter((action) => action.kind === "link");
  if (links.length > 0) timed(run, links, () => applyLinks(context, links));
  if (plan.method === "link" && run.failed.length > 0) return;
  let turn = performance.now();
  for (const action of plan.actions) {
    if (action.kind === "link") continue;
    if (performance.now() - turn > TURN_MS) {
      options.onProgress?.(run.done.length + run.failed.length);
      await nextTurn();
      turn = performance.now();
    }
    if (options.signal?.aborted === true) return;
    if (isHeldBack(action, plan, run)) continue;
    timed(run, [action], () => applyAction(context, action, run));
  }
  if (plan.manifest !== undefined && isComplete(plan, run)) applyManifest(plan.manifest, run);
  for (const app of plan.cleared) {
    try {
      sweepDirectory(context, app);
    } catch (error) {
      run.failed.push({ app, path: app, error: error as Error });
    }
  }
}

function applyAction(context: ApplyContext, action: Exclude<SyncAction, LinkAction>, run: Run): void {
  if (action.kind === "write") applyWrite(context, action);
  else if (action.kind === "rename") applyRename(context, action);
  else if (action.kind === "remove") applyRemove(context, action);
  else if (action.kind === "set-aside") applySetAside(context, action);
  else if (run.failed.some(({ app }) => app === action.app)) {
    throw syncError("LINK_KEPT", { app: action.app });
  } else applySwap(context, action);
}

/** Writes the ledger, and removes the journal only after that. */
function finish(context: ApplyContext, plan: SyncPlan, run: Run): void {
  const { state, files, links } = context;
  try {
    applyLedger(state, { ...plan.ledger, files, links });
  } catch (error) {
    const reason = reasonOf(error);
    const failure = syncError("LEDGER_NOT_WRITTEN", { target: state.target, reason }, error);
    run.failed.push({ app: LEDGER_GROUP, path: state.ledger, error: failure });
    return;
  }
  try {
    removeFile(state.journal);
    clearOldDirectories(context, plan.owned);
    clearLeftovers(state);
  } catch {
    // The ledger is written; the next run removes what is left.
  }
}
