import type { ApplyOptions } from "../apply/apply-actions.ts";

/** How a plan is applied to a bucket. */
export interface BucketApplyOptions extends Omit<ApplyOptions, "onProgress"> {
  /** Called after each object, with the number of actions done and of bytes sent. */
  readonly onProgress?: ((done: number, bytes: number) => void) | undefined;
  /** Called with each warning. */
  readonly onWarning?: ((warning: string) => void) | undefined;
  /**
   * After how long without a renewal another run may take over the lock, in milliseconds.
   *
   * @default 60000
   */
  readonly leaseMs?: number | undefined;
}
