import type { InstalledApp, Project } from "@mediaroot/core";
import type { Ledger } from "@mediaroot/core/internal";
import { checkOptions } from "./check-options.ts";
import { createDraft } from "./create-draft.ts";
import { planCopies } from "./plan-copies.ts";
import type { PlanDraft } from "./plan-draft.ts";
import { type LinkPlan, planLinks, refuseLink } from "./plan-link.ts";
import { warnOfLeftManifest } from "./plan-manifest.ts";
import type { SyncOptions } from "./sync-options.ts";
import type { AppPlan, Method, SyncPlan } from "./sync-plan.ts";
import type { LookingThread } from "../target/look-ahead.ts";

/**
 * Plans a sync: compares the apps' media with the target and decides what to do. Nothing is written, except for a trial
 * link, removed at once, if links are to be made.
 *
 * @param project the result of `loadProject`
 *
 * @throws OPTION_CONFLICT, TARGET_OVERLAP, TARGET_INVALID, TARGET_NOT_WRITABLE, SOURCE_UNREADABLE; APP_UNKNOWN, LEDGER_CORRUPT, LEDGER_NEWER,
 *   LEDGER_OTHER_TARGET
 */
export function planSync(project: Project, options: SyncOptions = {}): SyncPlan {
  return planWith(undefined, project, options);
}

/** Plans as `planSync` does. The looking thread looks at files too, if there are many. */
export function planWith(thread: LookingThread | undefined, project: Project, options: SyncOptions): SyncPlan {
  const steps = planInSteps(thread, project, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Plans as `planWith` does. Yields the target's directory before a step that takes long with many files, and that writes nothing. */
export function* planInSteps(
  thread: LookingThread | undefined,
  project: Project,
  options: SyncOptions,
): Generator<string, SyncPlan> {
  const labels = [...new Set(options.labels)];
  const apps = labels.length === 0 ? project.registry.apps : labels.map((label) => project.registry.get(label));
  const draft = createDraft(project, { ...options, labels }, thread);
  try {
    return yield* planApps(draft, apps, options);
  } finally {
    draft.ahead.end();
  }
}

function* planApps(draft: PlanDraft, apps: readonly InstalledApp[], options: SyncOptions): Generator<string, SyncPlan> {
  const method = options.method ?? draft.project.settings.SYNCMEDIA.METHOD;
  checkOptions(method, draft, options);
  if (!draft.hash) warnOfLeftManifest(draft);
  const links = method === "copy" ? NO_LINKS : draft.target.inPlace ? planLinks(draft, apps) : noLinksTo(apps);
  if (method === "link" && links.refused.size > 0) {
    for (const app of apps)
      if (links.refused.has(app.label)) refuseLink(draft, app, links.refused.get(app.label) ?? "");
    return { ...planOf(draft, method, appPlans(draft, apps, links)), actions: [], unsettled: false };
  }
  yield draft.target.directory;
  planCopies(draft, apps, links.linked);
  return planOf(draft, method, appPlans(draft, apps, links));
}

const NO_LINKS: LinkPlan = { linked: new Set(), refused: new Map() };

/** With a target other than MEDIA_ROOT, `--auto` links nothing. */
function noLinksTo(apps: readonly InstalledApp[]): LinkPlan {
  const reason = "overrides are published to another directory too, and a link would leave them out";
  return { linked: new Set(), refused: new Map(apps.map(({ label }) => [label, reason])) };
}

function appPlans(draft: PlanDraft, apps: readonly InstalledApp[], { linked, refused }: LinkPlan): readonly AppPlan[] {
  return apps.map(({ label }) => ({
    app: label,
    method: linked.has(label) ? "link" : "copy",
    why: refused.get(label),
    unchanged: draft.unchanged.get(label) ?? 0,
  }));
}

function planOf(draft: PlanDraft, method: Method, apps: readonly AppPlan[]): SyncPlan {
  const { target, ledger, files, links, strategy } = draft;
  return {
    target: target.directory,
    method,
    strategy,
    apps,
    cleared: draft.cleared,
    foreign: draft.foreign,
    actions: draft.actions,
    kept: draft.kept,
    behind: draft.behind,
    adopted: draft.adopted,
    skipped: draft.skipped,
    failed: draft.failed,
    refusals: draft.refusals,
    warnings: draft.warnings,
    dangling: draft.dangling,
    ledger: { target: ledger.target, files: files ?? ledger.files, links, ...releasesOf(draft) },
    owned: ledger.files,
    unsettled: draft.unsettled,
    fingerprint: draft.fingerprint,
    manifest: draft.manifest,
    findings: draft.findings,
  };
}

function releasesOf({ releases }: PlanDraft): Pick<Ledger, "releases"> {
  return releases.length === 0 ? {} : { releases };
}
