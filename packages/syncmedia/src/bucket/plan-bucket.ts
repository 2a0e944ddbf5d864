import { type Project, renderManifest } from "@mediaroot/core";
import type { Release } from "@mediaroot/core/internal";
import { hasSameNames, manifestState, projectManifest } from "../plan/plan-manifest.ts";
import { foreignNames, foreignWarning } from "../plan/plan-prune.ts";
import type { SyncOptions } from "../plan/plan.ts";
import { releasesAfter } from "../publication/releases.ts";
import type { AppObject, BucketDraft } from "./bucket-draft.ts";
import type { BucketFile, BucketLedger } from "./bucket-ledger.ts";
import { bucketRules } from "./bucket-options.ts";
import type { BucketPlan, BucketUpload } from "./bucket-plan.ts";
import { loadBucketState, publishedManifest } from "./bucket-state.ts";
import type { Bucket } from "./bucket.ts";
import { decideObject } from "./decide-object.ts";
import { type Desired, desireObjects } from "./desire-objects.ts";
import { planRemovals } from "./plan-removals.ts";

/**
 * Plans what to do in a bucket: compares the files with the ledger that is there. One object is read, and nothing is written.
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
  const desired = desireObjects(draft);
  const foreign = await findForeign(bucket, draft, desired);
  const release = planRelease(draft, desired);
  const uploads = desired.objects.filter(({ path: name }) => !foreign.has(name)).flatMap((one) => uploadOf(draft, one));
  const { removals, releases } = planRemovals(draft, desired, release.all);
  const intended: BucketLedger = {
    files: intendedFiles(draft, desired, { uploads, release }),
    releases: release.next === undefined ? releases : releases.slice(0, -1),
    next: release.next,
    foreign: [...foreign],
    cache: desired.cache,
  };
  const actions = [...uploads, ...removals];
  const isUnsettled = actions.length > 0 || release.next !== undefined || !state.isSettled;
  return { ...summaryOf(bucket, draft, { desired, foreign, uploads }), actions, state, intended, isUnsettled };
}

/** Whoever has put something at a name that is to be published may have taken it away. */
async function findForeign(
  { store, keys }: Bucket,
  { state }: BucketDraft,
  { objects }: Desired,
): Promise<ReadonlySet<string>> {
  const known = new Set(state.ledger.foreign);
  const found = new Set<string>();
  for (const { path: name } of objects.filter((object) => known.has(object.path))) {
    if ((await store.head(keys.of(name))) !== undefined) found.add(name);
  }
  return found;
}

/** The releases after a run. */
interface PlannedRelease {
  /** Oldest first. */
  readonly all: readonly Release[];
  /** The one that the run publishes; undefined if there is no new one. */
  readonly next: Release | undefined;
}

function planRelease({ state, now }: BucketDraft, { manifest }: Desired): PlannedRelease {
  const { releases } = state.ledger;
  if (manifest === undefined) return { all: releases, next: undefined };
  const all = releasesAfter(releases, !hasSameNames(manifest, publishedManifest(state.ledger)), now);
  return { all, next: all.length > releases.length ? all.at(-1) : undefined };
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

interface Intentions {
  readonly uploads: readonly BucketUpload[];
  readonly release: PlannedRelease;
}

function intendedFiles(
  { state }: BucketDraft,
  { objects }: Desired,
  { uploads, release }: Intentions,
): ReadonlyMap<string, BucketFile> {
  const files = new Map(state.ledger.files);
  const written = new Map(uploads.map(({ path: name, decision }) => [name, decision]));
  for (const object of objects) {
    const { path: name, sha256, size, headers, source, of, integrity } = object;
    const known = files.get(name);
    const pending = written.get(name);
    const named = of === undefined ? {} : nameIn(release, known);
    if (pending !== undefined) {
      files.set(name, { path: name, sha256, size, headers, etag: "", source, of, integrity, ...named, pending });
    } else if (known !== undefined) files.set(name, { ...known, source: source ?? known.source, ...named });
  }
  return files;
}

function nameIn({ all, next }: PlannedRelease, known: BucketFile | undefined): Pick<BucketFile, "release" | "isNext"> {
  return next === undefined ? { release: all.at(-1)?.number } : { release: known?.release, isNext: true };
}

interface Summarized {
  readonly desired: Desired;
  readonly foreign: ReadonlySet<string>;
  readonly uploads: readonly BucketUpload[];
}

function summaryOf(
  { address }: Bucket,
  { project, rules, state, skipped, failed, warnings, dangling }: BucketDraft,
  { desired, foreign, uploads }: Summarized,
): Omit<BucketPlan, "actions" | "state" | "intended" | "isUnsettled"> {
  const paths = new Set(desired.objects.map((object) => object.path));
  const names = rules.labels.length > 0 ? [] : foreignNames(state.ledger.files.keys(), paths, project.registry);
  return {
    target: address.name,
    method: "copy",
    strategy: rules.strategy,
    cleared: [],
    foreign: names,
    apps: appPlans(project, rules.labels, { desired, foreign, uploads }),
    kept: desired.objects
      .filter((object) => foreign.has(object.path))
      .map(({ app, path: name }) => ({ app, path: name, reason: FOREIGN })),
    behind: [],
    adopted: [],
    skipped,
    failed,
    refusals: [],
    dangling,
    warnings: names.length === 0 ? warnings : [...warnings, foreignWarning(address.name, names)],
    manifest: manifestFor(project, desired),
  };
}

/** Why an object stays that is in the way of a published file. */
export const FOREIGN: string = "an object that is not syncmedia's";

function appPlans(
  { registry }: Project,
  labels: readonly string[],
  { desired, foreign, uploads }: Summarized,
): BucketPlan["apps"] {
  const sent = new Set(uploads.map((upload) => upload.path));
  const unchanged = desired.objects.filter((object) => !sent.has(object.path) && !foreign.has(object.path));
  const counts = Map.groupBy(unchanged, ({ app }) => app);
  const apps = labels.length === 0 ? registry.apps : labels.map((label) => registry.get(label));
  return apps.map(({ label }) => ({
    app: label,
    method: "copy",
    why: undefined,
    unchanged: counts.get(label)?.length ?? 0,
  }));
}

function manifestFor(project: Project, { manifest }: Desired): BucketPlan["manifest"] {
  if (manifest === undefined) return undefined;
  const file = projectManifest({ project });
  const text = renderManifest(manifest);
  return { file, text, state: manifestState(file, text) };
}
