import path from "node:path";
import {
  createLedgerIndex,
  ledgerPath,
  type LedgerIndex,
  loadLedger,
  MediarootError,
  type MediaFinder,
  type MediaSite,
  reasonOf,
  splitPath,
} from "@mediaroot/core/media";
import { stampOf } from "../link/source-file.ts";

/** The copies that syncmedia made in MEDIA_ROOT. Reads the ledger again when it has changed. */
export interface SyncedCopies {
  /** Whether the file of MEDIA_ROOT at a logical path is an unedited copy. */
  has(logicalPath: string): boolean;
  /** @returns the logical path at which a copy is served instead of this file of an app, or undefined */
  hiding(file: string): string | undefined;
  /** @returns the directories of the apps' files that a file of MEDIA_ROOT is served instead of; none if it is no copy */
  directoriesBehind(file: string): readonly string[];
}

/**
 * @param root the project root
 * @param finder the finder of the site
 */
export function createSyncedCopies(site: MediaSite, root: string, finder: MediaFinder): SyncedCopies {
  const mediaRoot = site.sources.find(({ kind }) => kind === "project")?.directory;
  let known: { readonly stamp: string | undefined; readonly index: LedgerIndex } | undefined;
  const has = (logicalPath: string): boolean => {
    if (mediaRoot === undefined) return false;
    try {
      const stamp = stampOf(ledgerPath(mediaRoot));
      if (known?.stamp !== stamp) known = { stamp, index: createLedgerIndex(loadLedger(mediaRoot, root)) };
      const winner = finder.find(splitPath(logicalPath));
      return winner?.source.kind === "project" && known?.index.owns(winner) === true;
    } catch {
      // This is only a label and a warning; the start warns of a ledger that cannot be read.
      return false;
    }
  };
  const winnerAt = (logicalPath: string): string | undefined => finder.find(splitPath(logicalPath))?.path;
  return {
    has,
    hiding: (file) =>
      finder.logicalPathsOf(file).find((logicalPath) => has(logicalPath) && winnerAt(logicalPath) !== file),
    directoriesBehind(file) {
      const copied = finder.logicalPathsOf(file).filter(has);
      const hidden = copied.flatMap((logicalPath) => finder.findAll(splitPath(logicalPath)).slice(1));
      return hidden.map((one) => path.dirname(one.path));
    },
  };
}

/** @returns a warning if MEDIA_ROOT holds copies that syncmedia made, or undefined */
export function warnOfCopies(mediaRoot: string, root: string): string | undefined {
  try {
    const { size } = createLedgerIndex(loadLedger(mediaRoot, root));
    if (size === 0) return undefined;
    return `MEDIA_ROOT (${mediaRoot}) holds ${size} copies that syncmedia made. They hide your changes to the media of the apps. Remove them while you develop, or sync elsewhere: syncmedia --to DIRECTORY.`;
  } catch (error) {
    // A ledger that is read only for a warning never fails a start.
    return error instanceof MediarootError ? `${error.message} ${error.fix}` : reasonOf(error);
  }
}
