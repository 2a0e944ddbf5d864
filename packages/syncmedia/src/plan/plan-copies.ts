import { lstatSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { createMediaFinder, type InstalledApp, type ListedFile } from "@mediaroot/core";
import { syncError } from "../errors.ts";
import { absolutePath } from "../target/target-path.ts";
import { collectFaults, listFiles } from "./list-files.ts";
import { planClear } from "./plan-clear.ts";
import { appOf, type PlanDraft, PROJECT_GROUP } from "./plan-draft.ts";
import { planFile } from "./plan-file.ts";
import { besidesManifest } from "./plan-manifest.ts";
import { keptReleases, planPublication } from "./plan-publication.ts";
import { detectForeign, planPrune, planUnlink } from "./plan-prune.ts";
import { isSameList, ownedPaths, planSpelling } from "./plan-spelling.ts";
import { planVariants } from "./plan-variants.ts";
import { digestsOf } from "../publication/publication-files.ts";
import { findTwins } from "./twins.ts";

/**
 * Plans everything except links: copies, stale copies, and what `clear` deletes.
 *
 * @param apps the apps of this run
 * @param linked the labels of the apps that are linked
 * @throws SOURCE_UNREADABLE
 */
export function planCopies(draft: PlanDraft, apps: readonly InstalledApp[], linked: ReadonlySet<string>): void {
  const paths: string[] = [];
  const unknown = new Set<string>();
  const finder = createMediaFinder(draft.project);
  const owned = ownedPaths(draft);
  for (const labels of batchesOf(draft, apps)) {
    const listing = listFiles({ project: draft.project, finder, labels }, draft.target.inPlace);
    for (const app of collectFaults(draft, listing, linked)) unknown.add(app);
    const copied = listing.files.filter((file) => !linked.has(appOf(draft, file)));
    const files = draft.hash ? besidesManifest(draft, copied) : copied;
    planSpelling(draft, owned, files);
    for (const path of planListed(draft, files)) paths.push(path);
    for (const { logicalPath } of files) paths.push(logicalPath);
  }
  for (const path of keptReleases(draft)) paths.push(path);
  planSwaps(draft);
  // If MEDIA_ROOT could not be read completely, nothing is known to be stale.
  if (!unknown.has(PROJECT_GROUP)) planRemovals(draft, { apps, paths, leave: new Set([...unknown, ...linked]) });
}

interface Removals {
  /** The apps of this run. */
  readonly apps: readonly InstalledApp[];
  /** The logical paths that stay. */
  readonly paths: readonly string[];
  /** Labels of the apps that are linked, or whose media could not be read completely. */
  readonly leave: ReadonlySet<string>;
}

/** Plans what goes because no app has it any more, or because the strategy is to clear the apps' directories. */
function planRemovals(draft: PlanDraft, { apps, paths, leave }: Removals): void {
  const { strategy, ledger } = draft;
  if (strategy !== "sync" && strategy !== "clear") return;
  if (strategy === "clear") {
    const labels = apps.map(({ label }) => label).filter((label) => !leave.has(label));
    planClear(draft, { labels, wanted: new Set(paths) });
  } else if (!isSameList(ledger.files.keys(), paths)) {
    const wanted = new Set(paths);
    planPrune(draft, wanted, leave);
    detectForeign(draft, wanted);
  }
  planUnlink(draft, leave);
}

/** Copies replace a link all together. If one of them cannot be made, the link stays and none is made. */
function planSwaps(draft: PlanDraft): void {
  const incomplete = new Set(draft.failed.map(({ app }) => app));
  const kept = new Set<string>();
  for (const [app, expected] of draft.swaps) {
    if (!incomplete.has(app)) draft.actions.push({ kind: "swap", app, path: app, expected });
    else {
      kept.add(app);
      draft.failed.push({ app, path: app, error: syncError("LINK_KEPT", { app }) });
    }
  }
  if (kept.size === 0) return;
  draft.actions = draft.actions.filter((action) => action.kind !== "write" || !action.staged || !kept.has(action.app));
}

/** In place each app is listed by itself, to save memory: files that are up to date are dropped after each app. */
function batchesOf({ target, labels }: PlanDraft, apps: readonly InstalledApp[]): readonly (readonly string[])[] {
  return target.inPlace ? apps.map(({ label }) => [label]) : [[...(labels ?? [])]];
}

/** @returns the paths that stay besides those of the files */
function planListed(draft: PlanDraft, files: readonly ListedFile[]): ReadonlySet<string> {
  const planPlain = (): void => planFiles(draft, files);
  if (draft.hash) return planPublication(draft, files, planPlain);
  if (!draft.target.inPlace)
    return planVariants(draft, { files, hashed: [], digest: digestsOf(draft, files) }, planPlain);
  planPlain();
  return new Set();
}

function planFiles(draft: PlanDraft, files: readonly ListedFile[]): void {
  const twins = findTwins(files.map(({ logicalPath }) => logicalPath));
  for (const file of files) {
    const path = file.logicalPath;
    const twin = twins.get(path);
    try {
      if (twin === undefined || !reportTwin(draft, file, twin)) planFile(draft, file);
    } catch (error) {
      draft.failed.push({ app: appOf(draft, file), path, error: error as Error });
    }
  }
}

/** @returns true if the target's file system holds only one of the two, and the twin is there already */
function reportTwin(draft: PlanDraft, file: ListedFile, twin: string): boolean {
  const path = file.logicalPath;
  draft.warnings.push(`${path} and ${twin} differ only in letter case or Unicode form: some systems hold only one.`);
  if (!hasAnotherName(absolutePath(draft.target.directory, path))) return false;
  draft.skipped.push({ app: appOf(draft, file), path, reason: `is one file with ${twin} on the target's file system` });
  return true;
}

/** A file system that ignores letter case also finds a file by names that its directory does not list. */
function hasAnotherName(place: string): boolean {
  if (lstatSync(place, { throwIfNoEntry: false }) === undefined) return false;
  return !readdirSync(dirname(place)).includes(basename(place));
}
