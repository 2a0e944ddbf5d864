import { writeProjectManifest } from "../apply/apply-manifest.ts";
import { requireConfirmation } from "../plan/losses.ts";
import type { BucketApplyOptions } from "./apply-options.ts";
import { acquireBucketLock } from "./bucket-lock.ts";
import type { BucketPlan } from "./bucket-plan.ts";
import { type BucketResult, createBucketRun } from "./bucket-run.ts";
import type { Bucket } from "./bucket.ts";
import { publish } from "./publish.ts";
import { startPublishing } from "./publishing.ts";

const LEASE_MS = 60_000;

/**
 * Applies a plan to a bucket. At every moment, all files that a manifest in the bucket names are there, because things are written in this
 * order: the ledger with what is intended, content-named objects, plain ones, the manifest, the ledger with what is done. Removals come
 * last. Aborting `signal` stops it between two objects.
 *
 * @param plan the result of `planBucket`
 * @throws CONFIRM_NEEDED, TARGET_SHARED unless `confirmed`; SYNC_LOCKED, SYNC_INTERRUPTED, PLAN_STALE; BUCKET_* errors before anything is
 *   written
 */
export async function applyBucket(
  bucket: Bucket,
  plan: BucketPlan,
  options: BucketApplyOptions = {},
): Promise<BucketResult> {
  const run = createBucketRun(plan);
  if (options.confirmed !== true) requireConfirmation(plan);
  if (plan.isUnsettled) await applyLocked(bucket, plan, { run, options });
  if (plan.manifest !== undefined && run.isComplete() && options.signal?.aborted !== true) {
    try {
      run.wroteManifest = writeProjectManifest(plan.manifest.file, plan.manifest.text);
    } catch (error) {
      run.stop({ app: "(manifest)", path: plan.manifest.file, error: error as Error });
    }
  }
  return run.result();
}

async function applyLocked(
  bucket: Bucket,
  plan: BucketPlan,
  { run, options }: { readonly run: ReturnType<typeof createBucketRun>; readonly options: BucketApplyOptions },
): Promise<void> {
  const { keys, store, uninterrupted, address } = bucket;
  const { name } = address;
  const place = {
    store,
    uninterrupted,
    checksConditions: bucket.checksConditions,
    key: keys.lock,
    bucket: name,
    leaseMs: options.leaseMs ?? LEASE_MS,
  };
  const lease = await acquireBucketLock(place, options);
  try {
    const publishing = startPublishing(bucket, lease, { intended: plan.intended, etag: plan.state.etag });
    await publishing.save();
    await publish(publishing, plan, { run, options });
  } finally {
    // Some servers check If-None-Match and not If-Match, so this is certain only after both were sent.
    if (!bucket.checksConditions()) options.onWarning?.(unchecked(name));
    await lease.release();
  }
}

function unchecked(name: string): string {
  return `The server of ${name} does not check conditions (If-Match, If-None-Match): two publishers that start in the same moment may both write. Let only one run at a time.`;
}
