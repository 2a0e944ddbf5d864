import { statSync } from "node:fs";
import path from "node:path";
import {
  createLedgerIndex,
  identityOf,
  ledgerPath,
  type LedgerIndex,
  loadLedger,
  MediarootError,
  reasonOf,
  type MediaSite,
} from "@mediaroot/core/media";
import { stampOf } from "../link/source-file.ts";

/**
 * Tells copies that syncmedia made in MEDIA_ROOT from overrides. Reads the ledger again when it has changed.
 *
 * @param root the project root
 * @returns whether the file of MEDIA_ROOT at a logical path is an unedited copy
 */
export function createCopyCheck(site: MediaSite, root: string): (logicalPath: string) => boolean {
  const mediaRoot = site.sources.find(({ kind }) => kind === "project")?.directory;
  if (mediaRoot === undefined) return () => false;
  let known: { readonly stamp: string | undefined; readonly index: LedgerIndex } | undefined;
  return (logicalPath) => {
    try {
      const stamp = stampOf(ledgerPath(mediaRoot));
      if (known?.stamp !== stamp) known = { stamp, index: createLedgerIndex(loadLedger(mediaRoot, root)) };
      const file = path.join(mediaRoot, ...logicalPath.split("/"));
      return known?.index.owns({ logicalPath, path: file, identity: identityOf(statSync(file)) }) ?? false;
    } catch {
      // This is only a label in a listing; the start warns of a ledger that cannot be read.
      return false;
    }
  };
}

/** @returns a warning if MEDIA_ROOT holds copies that syncmedia made, or undefined */
export function warnOfCopies(mediaRoot: string, root: string): string | undefined {
  try {
    const { size } = createLedgerIndex(loadLedger(mediaRoot, root));
    if (size === 0) return undefined;
    return `MEDIA_ROOT (${mediaRoot}) holds ${size} copies that syncmedia made. They hide your changes to the media of the apps. Remove them while you develop, or sync elsewhere: syncmedia --to DIRECTORY.`;
  } catch (error) {
    return error instanceof MediarootError ? `${error.message} ${error.fix}` : reasonOf(error);
  }
}
