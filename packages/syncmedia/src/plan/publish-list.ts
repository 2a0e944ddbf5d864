import type { ListedFile, ListOptions, MediaFinder, MediaListing, Project } from "@mediaroot/core";
import { createLedgerIndex, loadLedger, realPathOf } from "@mediaroot/core/internal";
import { recover } from "../state/recover.ts";
import { emptyLedger } from "../state/load-state.ts";
import { stateDirectory } from "../state/state-directory.ts";

/** The project and the apps to list. */
export interface PublishedTree {
  readonly project: Project;
  readonly finder: MediaFinder;
  /** The apps to list; empty for all. */
  readonly labels: readonly string[];
  /** In place: which of the apps' files are looked at, and which are listed. Default: all */
  readonly selection?: Pick<ListOptions, "select" | "isKnown">;
}

/**
 * Lists the files for a target. In place: the apps' files. Elsewhere: what the dev server would serve, without the unedited
 * copies that an earlier sync in place left in MEDIA_ROOT.
 *
 * @throws system errors of directories that cannot be read at all; the errors of `loadLedger`
 */
export function listForTarget({ project, finder, labels, selection }: PublishedTree, inPlace: boolean): MediaListing {
  if (inPlace) return listLabels(finder, { overrides: false, ...selection }, labels);
  const list = (overrides: boolean): MediaListing => listLabels(finder, { overrides }, labels);
  const effective = list(true);
  const copies = copiesIn(project, effective.files);
  if (copies.size === 0) return effective;
  const files = effective.files.filter((file) => !copies.has(file));
  const uncovered = bindUncovered(copies, files);
  return { ...effective, files: [...files, ...list(false).files.filter(uncovered)] };
}

function listLabels(finder: MediaFinder, options: ListOptions, labels: readonly string[]): MediaListing {
  if (labels.length === 0) return finder.list(options);
  const listings = labels.map((label) => finder.list({ ...options, label }));
  return {
    files: listings.flatMap(({ files }) => files),
    refused: listings.flatMap(({ refused }) => refused),
    failed: listings.flatMap(({ failed }) => failed),
  };
}

/** The unedited copies in MEDIA_ROOT, by its ledger and the journal of a killed run. */
function copiesIn(project: Project, files: readonly ListedFile[]): ReadonlySet<ListedFile> {
  const { mediaRoot, root } = project;
  const ledger = loadLedger(mediaRoot, root) ?? emptyLedger(project, mediaRoot);
  const index = createLedgerIndex(recover(stateDirectory(realPathOf(mediaRoot)), ledger).ledger);
  return new Set(files.filter((file) => file.source.kind === "project" && index.owns(file)));
}

/** Checks whether an app's file was hidden by one of the copies, and so is served once the copies are left out. */
function bindUncovered(copies: ReadonlySet<ListedFile>, kept: readonly ListedFile[]): (file: ListedFile) => boolean {
  const hiding = pathsAndAncestors(copies);
  const taken = pathsAndAncestors(kept);
  const copied = new Set([...copies].map(({ logicalPath }) => logicalPath));
  return ({ logicalPath }) => {
    if (taken.has(logicalPath)) return false;
    return hiding.has(logicalPath) || ancestorsOf(logicalPath).some((ancestor) => copied.has(ancestor));
  };
}

function pathsAndAncestors(files: Iterable<ListedFile>): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { logicalPath } of files) for (const path of [logicalPath, ...ancestorsOf(logicalPath)]) paths.add(path);
  return paths;
}

function ancestorsOf(logicalPath: string): readonly string[] {
  const parts = logicalPath.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
