import type { ApplyContext } from "./apply-context.ts";
import { applySwap } from "./apply-link.ts";
import { isHeldBack } from "./apply-manifest.ts";
import { applyRemove, applySetAside } from "./apply-remove.ts";
import { applyRename } from "./apply-rename.ts";
import { type Run, timed } from "./apply-run.ts";
import { prepareVariant } from "./apply-variant.ts";
import { createCompressor, isVariant } from "./compressor.ts";
import { type Copier, createCopier } from "./copier.ts";
import { createTurn } from "./turn.ts";
import { createWriteBatch } from "./write-batch.ts";
import { syncError } from "../errors.ts";
import type { LockOptions } from "../state/lock.ts";
import type { LinkAction, SyncAction, WriteAction } from "../plan/sync-action.ts";
import type { SyncPlan } from "../plan/sync-plan.ts";
import { MANIFEST_NAME } from "../plan/write-content.ts";

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

/**
 * Does the actions of a plan, one after the other, except for links.
 *
 * @returns false if it was interrupted, or has lost the lock
 */
export async function performActions(
  context: ApplyContext,
  plan: SyncPlan,
  { run, options }: { readonly run: Run; readonly options: ApplyOptions },
): Promise<boolean> {
  const copier = createCopier(context, plan.actions);
  try {
    return await performEach(context, plan, { run, options, copier });
  } finally {
    await copier.stop();
  }
}

async function performEach(
  context: ApplyContext,
  plan: SyncPlan,
  { run, options, copier }: { readonly run: Run; readonly options: ApplyOptions; readonly copier: Copier },
): Promise<boolean> {
  const isInterrupted = (): boolean => options.signal?.aborted === true || !context.lock.isHeld();
  const turn = createTurn(isInterrupted, () =>
    options.onProgress?.(run.done.length + run.failed.length + run.needless + batch.size()),
  );
  const batch = createWriteBatch(context, run, { turn, copier });
  const compressor = createCompressor(plan.actions, options.signal);
  for (const action of plan.actions) {
    if (action.kind === "link") continue;
    await turn.pass();
    // Whether removals and the manifest are held back depends on the failures of all writes before them.
    if (action.kind !== "write" || action.path === MANIFEST_NAME) await batch.put();
    if (turn.isInterrupted()) {
      batch.discard();
      return false;
    }
    if (isHeldBack(action, plan, run)) continue;
    if (action.kind !== "write") timed(run, [action], () => applyAction(context, action, run));
    else {
      const write = isVariant(action) ? await prepareVariant(context, action, { run, compressor }) : action;
      if (write !== undefined) await batch.add(write);
    }
  }
  await batch.put();
  return !turn.isInterrupted();
}

function applyAction(context: ApplyContext, action: Exclude<SyncAction, LinkAction | WriteAction>, run: Run): void {
  if (action.kind === "rename") applyRename(context, action);
  else if (action.kind === "remove") applyRemove(context, action);
  else if (action.kind === "set-aside") applySetAside(context, action);
  else if (run.failed.some(({ app }) => app === action.app)) {
    throw syncError("LINK_KEPT", { app: action.app });
  } else applySwap(context, action);
}
