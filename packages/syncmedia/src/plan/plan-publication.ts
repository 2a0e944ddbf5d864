import type { ListedFile } from "@mediaroot/core";
import { type HashedName, namePublication } from "../publication/name-publication.ts";
import { knownContents } from "../publication/publication-files.ts";
import { isKept, releasesAfter, trimReleases } from "../publication/releases.ts";
import { loadPublicationCache } from "../state/cache-file.ts";
import { appOf, ledgerFiles, type PlanDraft, PROJECT_GROUP } from "./plan-draft.ts";
import { planMade } from "./plan-file.ts";
import { hasSameNames, markReleased, planManifest, publishedManifest } from "./plan-manifest.ts";
import { planVariants, type VariantBase } from "./plan-variants.ts";
import { MANIFEST_NAME } from "./write-content.ts";

/**
 * Plans the content-named copies of a publication and its manifest. Copies come first and the manifest last, so that a
 * manifest never names a file that is not there.
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
  const { HASH, DANGLING: silenced } = draft.project.settings.SYNCMEDIA;
  const before = publishedManifest(draft);
  const cache = loadPublicationCache(draft.state);
  const { source, manifest, hashed, dangling, warnings } = namePublication(files, {
    mediaUrl: draft.project.mediaUrl,
    isHashed: (file) => HASH === "all" || appOf(draft, file) !== PROJECT_GROUP,
    known: knownContents(draft.ledger.files),
    before,
    silenced,
    strict: draft.strict,
    cache,
  });
  draft.cache = cache;
  draft.unsettled ||= cache.isChanged();
  draft.dangling.push(...dangling);
  draft.warnings.push(...warnings);
  markReleased(draft, before);
  draft.releases = releasesAfter(draft.ledger.releases ?? [], !hasSameNames(manifest, before), draft.now);
  const bases = planHashed(draft, hashed);
  const variants = planVariants(draft, { files, hashed: bases, digest: source.digest }, planPlain);
  planManifest(draft, manifest);
  return new Set([MANIFEST_NAME, ...variants, ...hashed.map(({ hashedPath }) => hashedPath)]);
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

/** @returns the content-named files that may be compressed */
function planHashed(draft: PlanDraft, hashed: readonly HashedName[]): readonly VariantBase[] {
  const release = draft.releases.at(-1)?.number;
  return hashed.flatMap(({ file, hashedPath, sha256, size, make }) => {
    const app = appOf(draft, file);
    const content =
      make === undefined
        ? ({ kind: "file", file } as const)
        : ({ kind: "made", name: file.path, sha256, size, make } as const);
    try {
      planMade(draft, { app, path: hashedPath, content, sha256, release });
    } catch (error) {
      draft.failed.push({ app, path: hashedPath, error: error as Error });
    }
    return draft.codings.length === 0 ? [] : { app, path: hashedPath, content, sha256, size, release };
  });
}
