import type { Project } from "@mediaroot/core";
import type { SyncOptions } from "../plan/sync-options.ts";
import type { AppObject, BucketDraft } from "./bucket-draft.ts";
import { bucketRules } from "./bucket-options.ts";
import type { BucketPlan, BucketUpload } from "./bucket-plan.ts";
import { loadBucketState } from "./bucket-state.ts";
import type { Bucket } from "./bucket.ts";
import { decideObject } from "./decide-object.ts";
import { type Desired, listDesired } from "./desired-objects.ts";
import { intendedLedger, planRelease } from "./intended-ledger.ts";
import { planRemovals } from "./plan-removals.ts";
import { summarizeBucketPlan } from "./summarize-plan.ts";

/**
 * Plans what to do in a bucket: compares the files with the ledger in the bucket. Only the ledger is read, and nothing is written.
 *
 * @param project the result of `loadProject`
 * @throws OPTION_CONFLICT, SOURCE_UNREADABLE, DANGLING_REFERENCES; APP_UNKNOWN, LEDGER_CORRUPT, LEDGER_NEWER; BUCKET_* errors
 */
export async function planBucket(bucket: Bucket, project: Project, options: SyncOptions = {}): Promise<BucketPlan> {
  const rules = bucketRules(project, options);
  const state = await loadBucketState(bucket.store, bucket.keys, bucket.address.name);
  const draft: BucketDraft = {
    project,
    rules,
    state,
    now: Date.now(),
    skipped: [],
    failed: [],
    warnings: [],
    dangling: [],
  };
  const desired = listDesired(draft);
  const foreign = await findForeign(bucket, draft, desired);
  const release = planRelease(draft, desired);
  const uploads = desired.objects.filter(({ path: name }) => !foreign.has(name)).flatMap((one) => uploadOf(draft, one));
  const { removals, releases } = planRemovals(draft, desired, release.all);
  const actions = [...uploads, ...removals];
  const isUnsettled = actions.length > 0 || release.next !== undefined || !state.isFinished;
  const intentions = { uploads, release, releases, foreign };
  const intended = isUnsettled ? intendedLedger(draft, desired, intentions) : state.ledger;
  const summary = summarizeBucketPlan(draft, { target: bucket.address.name, desired, foreign, uploads });
  return { ...summary, actions, state, intended, isUnsettled };
}

/** Asks again for the objects that were in the way of a file in the last run: their owner may have removed them. */
async function findForeign(
  { store, keys }: Bucket,
  { state }: BucketDraft,
  { objects }: Desired,
): Promise<ReadonlySet<string>> {
  const known = new Set(state.ledger.foreign);
  const found = new Set<string>();
  if (known.size === 0) return found;
  for (const { path: name } of objects.filter((object) => known.has(object.path))) {
    if ((await store.head(keys.of(name))) !== undefined) found.add(name);
  }
  return found;
}

function uploadOf({ state, rules }: BucketDraft, object: AppObject): readonly BucketUpload[] {
  const known = state.ledger.files.get(object.path);
  const decision = decideObject(object, known, rules);
  if (decision === "unchanged") return [];
  const { app, path: name, content } = object;
  const change = known === undefined ? "copied" : "updated";
  const write = { kind: "write", app, path: name, change, content } as const;
  return [{ ...write, object, decision, expected: undefined, obstacles: [], staged: false }];
}
