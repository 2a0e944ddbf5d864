import {
  createLedgerIndex,
  type ListedFile,
  loadLedger,
  type MediaFinder,
  type MediaListing,
  type Project,
  realPathOf,
} from "@mediaroot/core";
import { recover } from "../state/journal.ts";
import { emptyLedger } from "../state/load-state.ts";
import { stateDirectory } from "../state/state-directory.ts";

/** What is listed, and what lists it. */
export interface Published {
  readonly project: Project;
  readonly finder: MediaFinder;
  /** The apps to list; empty for all. */
  readonly labels: readonly string[];
}

/**
 * Lists what goes to a target: in place the apps' own files, as MEDIA_ROOT is the target; elsewhere the effective tree,
 * less the unedited copies that an earlier sync in place has left in MEDIA_ROOT.
 *
 * @throws system errors of directories that cannot be read at all; the errors of `loadLedger`
 */
export function listForTarget({ project, finder, labels }: Published, inPlace: boolean): MediaListing {
  const list = (overrides: boolean): MediaListing => listLabels(finder, overrides, labels);
  if (inPlace) return list(false);
  const effective = list(true);
  const copies = copiesIn(project, effective.files);
  if (copies.size === 0) return effective;
  const files = effective.files.filter((file) => !copies.has(file));
  const uncovered = createUncovered(copies, files);
  return { ...effective, files: [...files, ...list(false).files.filter(uncovered)] };
}

function listLabels(finder: MediaFinder, overrides: boolean, labels: readonly string[]): MediaListing {
  if (labels.length === 0) return finder.list({ overrides });
  const listings = labels.map((label) => finder.list({ overrides, label }));
  return {
    files: listings.flatMap(({ files }) => files),
    refused: listings.flatMap(({ refused }) => refused),
    failed: listings.flatMap(({ failed }) => failed),
  };
}

/** By the ledger of MEDIA_ROOT, and by what a killed run wrote there since. */
function copiesIn(project: Project, files: readonly ListedFile[]): ReadonlySet<ListedFile> {
  const { mediaRoot, root } = project;
  const ledger = loadLedger(mediaRoot, root) ?? emptyLedger(project, mediaRoot);
  const index = createLedgerIndex(recover(stateDirectory(realPathOf(mediaRoot)), ledger).ledger);
  return new Set(files.filter((file) => file.source.kind === "project" && index.owns(file)));
}

/** Tells which of the apps' files the copies had hidden: without the copies they are the ones that win. */
function createUncovered(copies: ReadonlySet<ListedFile>, kept: readonly ListedFile[]): (file: ListedFile) => boolean {
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
