export type { ApplyOptions } from "./apply/apply-actions.ts";
export { applySync } from "./apply/apply.ts";
export { decide, type Decision, type PathState, type Strategy } from "./plan/decide.ts";
export { type SyncFacts, syncErrors } from "./errors.ts";
export type { LockOptions } from "./state/lock.ts";
export { lossesOf, needsConfirmation } from "./plan/losses.ts";
export { planSync, type SyncOptions } from "./plan/plan.ts";
export type * from "./plan/sync-action.ts";
export type * from "./plan/write-content.ts";
