import { syncError } from "../errors.ts";
import type { SyncPlan } from "./sync-plan.ts";

/** The part of a plan that decides about questions: that of a directory, or of a bucket. */
export type QuestionedPlan = Pick<SyncPlan, "target" | "actions" | "cleared" | "foreign">;

/**
 * Lists the paths that are not syncmedia's and that a plan moves to `.syncmedia/replaced/`.
 *
 * @param plan the result of `planSync`
 * @returns logical paths
 */
export function lossesOf(plan: Pick<SyncPlan, "actions">): readonly string[] {
  const paths = plan.actions.flatMap((action) => {
    if (action.kind === "set-aside") return [action.path];
    if (action.kind !== "write") return [];
    return action.obstacles.flatMap(({ kind, path }) => (kind === "set-aside" ? [path] : []));
  });
  return [...new Set(paths)];
}

/**
 * Whether a plan takes away something that somebody may miss: what is not syncmedia's, whole directories (strategy `clear`), or
 * what another project seems to have published. `applySync` refuses such a plan unless it is confirmed.
 *
 * @param plan the result of `planSync`
 */
export function needsConfirmation(plan: QuestionedPlan): boolean {
  return plan.cleared.length + plan.foreign.length > 0 || lossesOf(plan).length > 0;
}

/** @throws CONFIRM_NEEDED, TARGET_SHARED if a plan needs confirmation */
export function requireConfirmation(plan: QuestionedPlan): void {
  if (!needsConfirmation(plan)) return;
  const { target, foreign } = plan;
  if (foreign.length > 0) throw syncError("TARGET_SHARED", { target, names: foreign });
  throw syncError("CONFIRM_NEEDED", { count: lossesOf(plan).length });
}
