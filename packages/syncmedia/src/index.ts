export { applySync, type ApplyOptions } from "./apply.ts";
export { decide, type Decision, type Place, type Strategy } from "./decide.ts";
export { type SyncFacts, syncErrors } from "./errors.ts";
export type { LockOptions } from "./lock.ts";
export { planSync, type SyncOptions } from "./plan.ts";
export type * from "./sync-action.ts";
