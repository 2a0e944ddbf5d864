import { MediarootError, type MediaListing } from "@mediaroot/core";
import { errnoOf } from "@mediaroot/core/internal";
import { syncError } from "../errors.ts";
import { appOf, type PlanDraft } from "./plan-draft.ts";
import { listForTarget, type PublishedTree } from "./publish-list.ts";

/**
 * Lists the files for a target.
 *
 * @throws SOURCE_UNREADABLE; the errors of `loadLedger`
 */
export function listFiles(published: PublishedTree, inPlace: boolean): MediaListing {
  try {
    const listing = listForTarget(published, inPlace);
    // Without the list of overrides, the apps' own files would replace them.
    const unread = listing.failed.find(({ path }) => path === published.project.mediaRoot);
    if (unread !== undefined) throw unread.error;
    return listing;
  } catch (thrown) {
    const error = thrown instanceof MediarootError && thrown.code === "LEDGER_UNREADABLE" ? thrown.cause : thrown;
    if (errnoOf(error) === undefined || !(error instanceof Error) || "fix" in error) throw error;
    throw syncError("SOURCE_UNREADABLE", { reason: error.message }, error);
  }
}

/** The lists in which files that are not published are reported. */
type FaultLists = Pick<PlanDraft, "project" | "skipped" | "failed" | "warnings">;

/**
 * Reports the files of a listing that are not published.
 *
 * @param linked the labels of the apps that are linked
 * @returns the labels of apps whose media could not be read completely
 */
export function collectFaults(
  draft: FaultLists,
  listing: MediaListing,
  linked: ReadonlySet<string>,
): ReadonlySet<string> {
  for (const { logicalPath: path, source, reason } of listing.refused) {
    const app = appOf(draft, { logicalPath: path, source });
    if (!linked.has(app)) draft.skipped.push({ app, path, reason });
    else draft.warnings.push(`${path} ${reason}, and the link to the media of "${app}" publishes it all the same.`);
  }
  const unknown = new Set<string>();
  for (const { source, path, error } of listing.failed) {
    const app = appOf(draft, { logicalPath: "", source });
    draft.failed.push({ app, path, error });
    unknown.add(app);
  }
  return unknown;
}
