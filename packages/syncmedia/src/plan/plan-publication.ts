import type { ListedFile } from "@mediaroot/core";
import { namingKey } from "../publication/naming-key.ts";
import { knownContents } from "../publication/publication-files.ts";
import { isKept, trimReleases } from "../publication/releases.ts";
import { loadFindings } from "../state/cache-file.ts";
import { appOf, ledgerFiles, type PlanDraft, PROJECT_GROUP } from "./plan-draft.ts";
import { type NamingFacts, planNamed, reportNaming } from "./plan-named.ts";
import { planSamePublication } from "./same-publication.ts";

/**
 * Plans the content-named copies of a publication and its manifest. While nothing has changed that their names depend on, no file is
 * named again.
 *
 * @param files every file that is published under its plain name
 * @param planPlain plans those files
 * @returns the paths of the publication that stay, besides those of `files`
 * @throws DANGLING_REFERENCES with `strict`; system errors
 */
export function planPublication(
  draft: PlanDraft,
  files: readonly ListedFile[],
  planPlain: () => void,
): ReadonlySet<string> {
  const known = loadFindings(draft.state);
  const facts = factsOf(draft);
  const { outcome } = known;
  const isSame = outcome !== undefined && outcome.key === knownKey(files, facts);
  const paths = isSame ? planSamePublication(draft, outcome) : undefined;
  if (!isSame || paths === undefined) return planNamed(draft, { files, facts, known }, planPlain);
  reportNaming(draft, outcome);
  planPlain();
  return new Set(paths);
}

function factsOf(draft: PlanDraft): NamingFacts {
  const { HASH } = draft.project.settings.SYNCMEDIA;
  return {
    mediaUrl: draft.project.mediaUrl,
    isHashed: (file) => HASH === "all" || appOf(draft, file) !== PROJECT_GROUP,
    known: knownContents(draft.ledger.files),
  };
}

/** No file is read for it: one that is to be hashed and that the ledger does not know unchanged makes it another key than any. */
function knownKey(files: readonly ListedFile[], facts: NamingFacts): string {
  const { isSame, sha256Of } = facts.known;
  return namingKey(files, facts, (file) => (isSame(file) ? sha256Of(file.logicalPath) : undefined) ?? "unknown");
}

/**
 * Keeps the content-named files of earlier releases as long as SYNCMEDIA.KEEP says.
 *
 * @returns their paths
 */
export function keptReleases(draft: PlanDraft): ReadonlySet<string> {
  const { releases, now, project } = draft;
  // Without any release no file belongs to one, so the ledger need not be read for them.
  if (releases.length === 0) return new Set();
  const rule = { ...project.settings.SYNCMEDIA.KEEP, now };
  const named = new Set<number>();
  const kept = new Map<number, boolean>();
  const paths = ledgerFiles(draft).keysWhere("release", (release) => {
    if (release === undefined) return false;
    const isOne = kept.get(release) ?? isKept(release, releases, rule);
    kept.set(release, isOne);
    if (isOne) named.add(release);
    return isOne;
  });
  draft.releases = trimReleases(releases, named);
  return new Set(paths);
}
