import { lstatSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { createMediaFinder, type InstalledApp, type ListedFile } from "@mediaroot/core";
import { syncError } from "../errors.ts";
import { absolutePath } from "../target/target-path.ts";
import { collectFaults, listFiles } from "./list-files.ts";
import { planClear } from "./plan-clear.ts";
import { appOf, type PlanDraft, PROJECT_GROUP } from "./plan-draft.ts";
import { countFound, countUpToDate, planFile } from "./plan-file.ts";
import { besidesManifest } from "./plan-manifest.ts";
import { keptReleases, planPublication } from "./plan-publication.ts";
import { detectForeign, planPrune, planUnlink } from "./plan-prune.ts";
import { planSpelling } from "./plan-spelling.ts";
import { planVariants } from "./plan-variants.ts";
import { digestsOf, knownContents } from "../publication/publication-files.ts";
import { findTwins } from "./twins.ts";

/**
 * Plans everything except links: copies, stale copies, and what `clear` deletes.
 *
 * @param apps the apps of this run
 * @param linked the labels of the apps that are linked
 * @throws SOURCE_UNREADABLE
 */
export function planCopies(draft: PlanDraft, apps: readonly InstalledApp[], linked: ReadonlySet<string>): void {
  const { files, paths, unknown } = listToPlan(draft, linked);
  planSpelling(draft, paths);
  const stay = new Set([...planListed(draft, files, paths), ...keptReleases(draft)]);
  planSwaps(draft);
  // If MEDIA_ROOT could not be read completely, nothing is known to be stale.
  if (unknown.has(PROJECT_GROUP)) return;
  planRemovals(draft, { apps, paths, stay, leave: new Set([...unknown, ...linked]) });
}

/** The files of a run. */
interface FilesToPlan {
  /** Those about which something is to be decided. */
  readonly files: readonly ListedFile[];
  /** The logical paths of all, up to date or not. */
  readonly paths: readonly string[];
  /** Labels of the apps whose media could not be read completely. */
  readonly unknown: ReadonlySet<string>;
}

/** In place, files that are up to date are counted as they are found, and take no memory. */
function listToPlan(draft: PlanDraft, linked: ReadonlySet<string>): FilesToPlan {
  const { project, target, labels } = draft;
  const paths: string[] = [];
  const select = (file: ListedFile): boolean => {
    if (linked.has(appOf(draft, file))) return false;
    paths.push(file.logicalPath);
    return !(target.inPlace && countUpToDate(draft, file));
  };
  const isKnown = (file: Pick<ListedFile, "logicalPath" | "source">): boolean => {
    if (linked.has(appOf(draft, file)) || !countFound(draft, file)) return false;
    paths.push(file.logicalPath);
    return true;
  };
  const tree = {
    project,
    finder: createMediaFinder(project),
    labels: [...(labels ?? [])],
    selection: { select, isKnown },
  };
  const listing = listFiles(tree, target.inPlace);
  const unknown = collectFaults(draft, listing, linked);
  if (target.inPlace) return { files: listing.files, paths, unknown };
  const published = draft.hash ? besidesManifest(draft, listing.files) : listing.files;
  return { files: published.filter(select), paths, unknown };
}

interface Removals {
  /** The apps of this run. */
  readonly apps: readonly InstalledApp[];
  /** The logical paths of all files that are listed. */
  readonly paths: readonly string[];
  /** Further paths that stay. */
  readonly stay: ReadonlySet<string>;
  /** Labels of the apps that are linked, or whose media could not be read completely. */
  readonly leave: ReadonlySet<string>;
}

/** Plans what goes because no app has it any more, or because the strategy is to clear the apps' directories. */
function planRemovals(draft: PlanDraft, { apps, paths, stay, leave }: Removals): void {
  const { strategy } = draft;
  if (strategy !== "sync" && strategy !== "clear") return;
  if (strategy === "clear") {
    const labels = apps.map(({ label }) => label).filter((label) => !leave.has(label));
    planClear(draft, { labels, wanted: new Set([...paths, ...stay]) });
  } else if (ownsOthers(draft, paths, stay)) {
    const wanted = new Set([...paths, ...stay]);
    planPrune(draft, wanted, leave);
    detectForeign(draft, wanted);
  }
  planUnlink(draft, leave);
}

/** Whether the ledger has files that no source lists and that do not stay. To count them takes less memory than a set of all. */
function ownsOthers({ ledger: { files } }: PlanDraft, paths: readonly string[], stay: ReadonlySet<string>): boolean {
  const isOther = (path: string): boolean => !stay.has(path);
  return files.keys().filter(isOther).length !== paths.filter((path) => isOther(path) && files.has(path)).length;
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

/** @returns the paths that stay besides those of the files */
function planListed(draft: PlanDraft, files: readonly ListedFile[], paths: readonly string[]): ReadonlySet<string> {
  const planPlain = (): void => planFiles(draft, files, paths);
  if (draft.hash) return planPublication(draft, files, planPlain);
  if (!draft.target.inPlace)
    return planVariants(
      draft,
      { files, hashed: [], digest: digestsOf(knownContents(draft.ledger.files), files) },
      planPlain,
    );
  planPlain();
  return new Set();
}

function planFiles(draft: PlanDraft, files: readonly ListedFile[], paths: readonly string[]): void {
  const twins = findTwins(paths);
  for (const [path, twin] of twins) {
    draft.warnings.push(`${path} and ${twin} differ only in letter case or Unicode form: some systems hold only one.`);
  }
  for (const file of files) {
    const path = file.logicalPath;
    const twin = twins.get(path);
    try {
      if (twin === undefined || !skipTwin(draft, file, twin)) planFile(draft, file);
    } catch (error) {
      draft.failed.push({ app: appOf(draft, file), path, error: error as Error });
    }
  }
}

/** @returns true if the target's file system holds only one of the two, and the twin is there already */
function skipTwin(draft: PlanDraft, file: ListedFile, twin: string): boolean {
  const path = file.logicalPath;
  if (!hasAnotherName(absolutePath(draft.target.directory, path))) return false;
  draft.skipped.push({ app: appOf(draft, file), path, reason: `is one file with ${twin} on the target's file system` });
  return true;
}

/** A file system that ignores letter case also finds a file by names that its directory does not list. */
function hasAnotherName(place: string): boolean {
  if (lstatSync(place, { throwIfNoEntry: false }) === undefined) return false;
  return !readdirSync(dirname(place)).includes(basename(place));
}
