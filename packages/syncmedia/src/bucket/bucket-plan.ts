import type { RemoveAction, WriteAction } from "../plan/sync-action.ts";
import type { ReportedPlan } from "../plan/sync-plan.ts";
import type { PublishedManifest } from "../plan/write-content.ts";
import type { BucketLedger } from "./bucket-ledger.ts";
import type { BucketState } from "./bucket-state.ts";
import type { DesiredObject } from "./desired-object.ts";

/** Writes an object. */
export interface BucketUpload extends WriteAction {
  readonly object: DesiredObject;
  readonly decision: "create" | "change";
}

/** Removes an object. */
export interface BucketRemoval extends RemoveAction {
  /** Whether it is known to be syncmedia's. If not, a HEAD request asks for the header line that syncmedia stores with its objects. */
  readonly isCertain: boolean;
}

/** The actions of a run on a bucket, and what it leaves alone. */
export interface BucketPlan extends Omit<ReportedPlan, "actions"> {
  readonly actions: readonly (BucketUpload | BucketRemoval)[];
  /** The state that the plan is based on. */
  readonly state: BucketState;
  /** The ledger that is written before the first action, and says what the run is about to do; that of `state` if it does nothing. */
  readonly intended: BucketLedger;
  /** The manifest for the project; undefined without content-named files. */
  readonly manifest: (Pick<PublishedManifest, "file" | "state"> & { readonly text: string }) | undefined;
  /** Whether there is anything to do in the bucket. */
  readonly isUnsettled: boolean;
}
