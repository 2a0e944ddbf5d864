import type { InstalledApp, Project, SyncmediaSettings } from "@mediaroot/core";
import type { Ledger } from "@mediaroot/core/internal";
import type { Strategy } from "./decide.ts";
import { syncError } from "../errors.ts";
import { planCopies } from "./plan-copies.ts";
import { createDraft, type PlanDraft } from "./plan-draft.ts";
import { type LinkPlan, planLinks, refuseLink } from "./plan-link.ts";
import { warnOfLeftManifest } from "./plan-manifest.ts";
import type { AppPlan, Method, SyncPlan } from "./sync-action.ts";

/**
 * The options of a sync.
 *
 * @example
 * planSync(project, { labels: ["admin"], strategy: "update" });
 */
export interface SyncOptions {
  /**
   * Labels of installed apps. Empty: all apps, and copies that no app ships any more.
   *
   * @default []
   */
  readonly labels?: readonly string[] | undefined;
  /**
   * Whether apps are copied, linked, or linked where possible.
   *
   * @default `SYNCMEDIA.METHOD` of the settings, "copy" unless set
   */
  readonly method?: Method | undefined;
  /**
   * The rule for files that differ.
   *
   * @default `SYNCMEDIA.STRATEGY` of the settings, "sync" unless set
   */
  readonly strategy?: Strategy | undefined;
  /**
   * A directory, relative to the current directory. If it is not MEDIA_ROOT, overrides and uploads are published to it too.
   *
   * @default `SYNCMEDIA.TARGET` of the settings, MEDIA_ROOT unless set
   */
  readonly to?: string | undefined;
  /**
   * Take over files that are identical to the apps'.
   *
   * @default false
   */
  readonly adopt?: boolean | undefined;
  /**
   * Publish a content-named copy of each app's file, and a manifest. Takes a target other than MEDIA_ROOT.
   *
   * @default SYNCMEDIA.HASH
   */
  readonly hash?: boolean | undefined;
  /** Publish compressed variants of each file beside it. Default: SYNCMEDIA.COMPRESS. Takes a target other than MEDIA_ROOT. */
  readonly compress?: SyncmediaSettings["COMPRESS"] | undefined;
  /** Fail if a published style sheet or module refers to a file that is not published. @default false */
  readonly strict?: boolean | undefined;
}

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
  const labels = [...new Set(options.labels)];
  const apps = labels.length === 0 ? project.registry.apps : labels.map((label) => project.registry.get(label));
  const draft = createDraft(project, { ...options, labels });
  const method = options.method ?? project.settings.SYNCMEDIA.METHOD;
  checkMethod(method, draft, options);
  checkHash(method, draft, options);
  checkCompress(draft, options);
  if (!draft.hash) warnOfLeftManifest(draft);
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

/** With a target other than MEDIA_ROOT, `--auto` links nothing. */
function noLinksTo(apps: readonly InstalledApp[]): LinkPlan {
  const reason = "overrides are published to another directory too, and a link would leave them out";
  return { linked: new Set(), refused: new Map(apps.map(({ label }) => [label, reason])) };
}

function checkMethod(method: Method, { target }: PlanDraft, options: SyncOptions): void {
  if (method !== "link") return;
  const first = options.method === undefined ? 'SYNCMEDIA.METHOD "link"' : "--link";
  if (options.strategy !== undefined) {
    const write = "A strategy applies to copies only: leave out --strategy, or use --copy or --auto.";
    throw syncError("OPTION_CONFLICT", { first, second: "--strategy", write });
  }
  if (options.adopt === true) {
    const write = "First run --adopt --copy; then --link can replace what was adopted.";
    throw syncError("OPTION_CONFLICT", { first, second: "--adopt", write });
  }
  if (target.inPlace) return;
  const write = "Links would leave out overrides: use --copy.";
  throw syncError("OPTION_CONFLICT", { first, second: options.to === undefined ? "SYNCMEDIA.TARGET" : "--to", write });
}

function checkHash(method: Method, { target, hash, labels }: PlanDraft, options: SyncOptions): void {
  if (!hash) return;
  const first = options.hash === undefined ? "SYNCMEDIA.HASH" : "--hash";
  const conflict = (second: string, write: string): Error => syncError("OPTION_CONFLICT", { first, second, write });
  if (target.inPlace) {
    const write =
      'Content-named copies do not belong among the files that people edit. Publish elsewhere: write `SYNCMEDIA: { TARGET: "public" }`, or use --to public.';
    throw conflict("a target that is MEDIA_ROOT", write);
  }
  if (method !== "copy") throw conflict(`method "${method}"`, "A link publishes no content-named files: use --copy.");
  if (labels !== undefined) {
    throw conflict("labels", "A manifest names the files of all apps: leave the labels out.");
  }
}

function checkCompress({ target, codings }: PlanDraft, options: SyncOptions): void {
  if (codings.length === 0 || !target.inPlace) return;
  const first = options.compress === undefined ? "SYNCMEDIA.COMPRESS" : "--compress";
  const write =
    'Compressed variants do not belong among the files that people edit. Publish elsewhere: write `SYNCMEDIA: { TARGET: "public" }`, or use --to public.';
  throw syncError("OPTION_CONFLICT", { first, second: "a target that is MEDIA_ROOT", write });
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
    cache: draft.cache,
  };
}

function releasesOf({ releases }: PlanDraft): Pick<Ledger, "releases"> {
  return releases.length === 0 ? {} : { releases };
}
