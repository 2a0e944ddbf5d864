import { type Project, renderManifest } from "@mediaroot/core";
import { manifestState, projectManifest } from "../plan/plan-manifest.ts";
import { foreignNames, foreignWarning } from "../plan/plan-prune.ts";
import type { BucketDraft } from "./bucket-draft.ts";
import type { BucketPlan, BucketUpload } from "./bucket-plan.ts";
import type { Desired } from "./desired-objects.ts";

/** The parts of a plan that its summary is made from. */
export interface Summarized {
  /** The bucket and prefix, as reports name them. */
  readonly target: string;
  readonly desired: Desired;
  readonly foreign: ReadonlySet<string>;
  readonly uploads: readonly BucketUpload[];
}

/** @returns the part of a plan that is reported: the numbers of each app, and the objects that stay, with the reason */
export function summarizeBucketPlan(
  { project, rules, state, skipped, failed, warnings, dangling }: BucketDraft,
  summarized: Summarized,
): Omit<BucketPlan, "actions" | "state" | "intended" | "isUnsettled"> {
  const { target, desired, foreign } = summarized;
  const paths = new Set(desired.objects.map((object) => object.path));
  const names = rules.labels.length > 0 ? [] : foreignNames(state.ledger.files.keys(), paths, project.registry);
  return {
    target,
    method: "copy",
    strategy: rules.strategy,
    cleared: [],
    foreign: names,
    apps: appPlans(project, rules.labels, summarized),
    kept: desired.objects
      .filter((object) => foreign.has(object.path))
      .map(({ app, path: name }) => ({ app, path: name, reason: FOREIGN })),
    behind: [],
    adopted: [],
    skipped,
    failed,
    refusals: [],
    dangling,
    warnings: names.length === 0 ? warnings : [...warnings, foreignWarning(target, names)],
    manifest: manifestFor(project, desired),
  };
}

/** The reason in reports for a file that is not published, because an object that is not syncmedia's has its key. */
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
