import type { Project } from "@mediaroot/core";
import type { DanglingReference } from "@mediaroot/core/references";
import type { Failure, Remark } from "../plan/sync-plan.ts";
import type { BucketRules } from "./bucket-options.ts";
import type { BucketState } from "./bucket-state.ts";
import type { DesiredObject } from "./desired-object.ts";

/** A plan for a bucket while it is being made: the lists are added to. */
export interface BucketDraft {
  readonly project: Project;
  readonly rules: BucketRules;
  readonly state: BucketState;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly skipped: Remark[];
  readonly failed: Failure[];
  readonly warnings: string[];
  readonly dangling: DanglingReference[];
}

/** An object that is to be in the bucket, and the app that it is reported under. */
export interface AppObject extends DesiredObject {
  readonly app: string;
}
