import { type InstalledApp, type Project } from "@mediaroot/core";
import type { Strategy } from "./decide.ts";
import { syncError } from "../errors.ts";
import { planCopies } from "./plan-copies.ts";
import { createDraft, type PlanDraft } from "./plan-draft.ts";
import { type LinkPlan, planLinks, refuseLink } from "./plan-link.ts";
import type { AppPlan, Method, SyncPlan } from "./sync-action.ts";

/** What to sync, and how. What is left out is as SYNCMEDIA in the settings says. */
export interface SyncOptions {
  /** Labels of installed apps. Empty or left out: all apps, and what no app ships any more. */
  readonly labels?: readonly string[] | undefined;
  readonly method?: Method | undefined;
  /** Default `sync`. */
  readonly strategy?: Strategy | undefined;
  /** A directory other than MEDIA_ROOT, relative to the current directory: the effective tree goes there. */
  readonly to?: string | undefined;
  /** Take files that equal the apps' as ours. */
  readonly adopt?: boolean | undefined;
}

/**
 * Plans a sync: looks at the apps' media and at the target, and decides. Writes nothing, but for a trial link, taken away
 * at once, when links are to be made.
 *
 * @throws OPTION_CONFLICT, TARGET_OVERLAP, TARGET_INVALID, TARGET_NOT_WRITABLE, SOURCE_UNREADABLE; APP_UNKNOWN, LEDGER_CORRUPT, LEDGER_NEWER,
 *   LEDGER_OTHER_TARGET
 */
export function planSync(project: Project, options: SyncOptions = {}): SyncPlan {
  const labels = [...new Set(options.labels)];
  const apps = labels.length === 0 ? project.registry.apps : labels.map((label) => project.registry.get(label));
  const draft = createDraft(project, { ...options, labels });
  const method = options.method ?? project.settings.SYNCMEDIA.METHOD;
  checkMethod(method, draft, options);
  const links = method === "copy" ? NO_LINKS : draft.target.inPlace ? planLinks(draft, apps) : noLinksTo(apps);
  if (method === "link" && links.refused.size > 0) {
    for (const app of apps)
      if (links.refused.has(app.label)) refuseLink(draft, app, links.refused.get(app.label) ?? "");
    return { ...planOf(draft, method, appPlans(draft, apps, links)), actions: [], unsettled: false };
  }
  planCopies(draft, apps, links.linked);
  return planOf(draft, method, appPlans(draft, apps, links));
}

const NO_LINKS: LinkPlan = { linked: new Set(), refused: new Map() };

/** Elsewhere `--auto` links nothing. */
function noLinksTo(apps: readonly InstalledApp[]): LinkPlan {
  const reason = "another directory gets overrides too, and a link would publish none";
  return { linked: new Set(), refused: new Map(apps.map(({ label }) => [label, reason])) };
}

function checkMethod(method: Method, { target }: PlanDraft, options: SyncOptions): void {
  if (method !== "link") return;
  const first = options.method === undefined ? 'SYNCMEDIA.METHOD "link"' : "--link";
  if (options.strategy !== undefined) {
    const write = "A linked app has no files to choose between: leave out --strategy, or use --copy or --auto.";
    throw syncError("OPTION_CONFLICT", { first, second: "--strategy", write });
  }
  if (options.adopt === true) {
    const write = "Adopt first, with --adopt --copy: then --link can take the place of what was adopted.";
    throw syncError("OPTION_CONFLICT", { first, second: "--adopt", write });
  }
  if (target.inPlace) return;
  const write = "Links would publish no overrides: use --copy.";
  throw syncError("OPTION_CONFLICT", { first, second: options.to === undefined ? "SYNCMEDIA.TARGET" : "--to", write });
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
    ledger: { target: ledger.target, files: files ?? ledger.files, links },
    owned: ledger.files,
    unsettled: draft.unsettled,
    fingerprint: draft.fingerprint,
  };
}
