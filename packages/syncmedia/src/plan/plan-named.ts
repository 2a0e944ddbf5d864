import type { ListedFile } from "@mediaroot/core";
import type { PublicationFacts } from "../publication/publication-files.ts";
import {
  type HashedName,
  type NamedPublication,
  namePublication,
  reportedDangling,
} from "../publication/name-publication.ts";
import { namesKey, namingKey } from "../publication/naming-key.ts";
import { releasesAfter } from "../publication/releases.ts";
import type { KnownFindings, NamingOutcome } from "../state/cache-file.ts";
import { appOf, type PlanDraft } from "./plan-draft.ts";
import { planMade } from "./plan-file.ts";
import { hasSameNames, markReleased, planManifest, publishedManifest } from "./plan-manifest.ts";
import { planVariants, type VariantBase } from "./plan-variants.ts";
import { MANIFEST_NAME } from "./write-content.ts";

/** What the names of a publication depend on, besides its files. */
export type NamingFacts = Omit<PublicationFacts, "cache">;

/** The files to name, and what is known about them. */
export interface FilesToName {
  readonly files: readonly ListedFile[];
  readonly facts: NamingFacts;
  readonly known: KnownFindings;
}

/**
 * Names the files of a publication, and plans their content-named copies and the manifest. Copies come first and the manifest last, so
 * that a manifest never names a file that is not there. Parameters and result are those of `planPublication`.
 */
export function planNamed(
  draft: PlanDraft,
  { files, facts, known }: FilesToName,
  planPlain: () => void,
): ReadonlySet<string> {
  const before = publishedManifest(draft);
  const cache = known.cache();
  const named = namePublication(files, { ...facts, before, cache });
  reportNaming(draft, named);
  markReleased(draft, before);
  draft.releases = releasesAfter(draft.ledger.releases ?? [], !hasSameNames(named.manifest, before), draft.now);
  const bases = planHashed(draft, named.hashed);
  const variants = planVariants(draft, { files, hashed: bases, digest: named.source.digest }, planPlain);
  const sha256 = planManifest(draft, named.manifest);
  // Which compressed variants a manifest names is found out anew by each run.
  const manifest = draft.codings.length === 0 ? sha256 : undefined;
  const outcome = outcomeOf(named, { files, facts, manifest });
  if (cache.isChanged() || !isSameOutcome(outcome, known.outcome)) {
    draft.findings = { cache, outcome };
    draft.unsettled = true;
  }
  return new Set([MANIFEST_NAME, ...variants, ...named.hashed.map(({ hashedPath }) => hashedPath)]);
}

/**
 * Reports what was found in naming a publication.
 *
 * @throws DANGLING_REFERENCES with `strict`
 */
export function reportNaming(
  draft: PlanDraft,
  { dangling, warnings }: Pick<NamingOutcome, "dangling" | "warnings">,
): void {
  const rules = { silenced: draft.project.settings.SYNCMEDIA.DANGLING, strict: draft.strict };
  draft.dangling.push(...reportedDangling(dangling, rules));
  draft.warnings.push(...warnings);
}

interface Named extends Omit<FilesToName, "known"> {
  /** The SHA-256 of the manifest; undefined with compressed variants. */
  readonly manifest: string | undefined;
}

/** @returns undefined if the next run has to name the files again */
function outcomeOf(
  { source, hashed, dangling, warnings, isSteady }: NamedPublication,
  { files, facts, manifest }: Named,
): NamingOutcome | undefined {
  if (!isSteady || manifest === undefined) return undefined;
  const key = namingKey(files, facts, ({ logicalPath }) => source.digest(logicalPath).sha256);
  return { key, manifest, names: namesKey(hashed.map(({ hashedPath }) => hashedPath)), dangling, warnings };
}

/** All else follows from the key. */
function isSameOutcome(one: NamingOutcome | undefined, other: NamingOutcome | undefined): boolean {
  return one?.key === other?.key && one?.manifest === other?.manifest;
}

/** @returns the content-named files that may be compressed */
function planHashed(draft: PlanDraft, hashed: readonly HashedName[]): readonly VariantBase[] {
  const release = draft.releases.at(-1)?.number;
  return hashed.flatMap(({ file, hashedPath, sha256, size, make }) => {
    const app = appOf(draft, file);
    const content =
      make === undefined
        ? ({ kind: "file", file, sha256 } as const)
        : ({ kind: "made", name: file.path, sha256, size, make } as const);
    try {
      planMade(draft, { app, path: hashedPath, content, sha256, release });
    } catch (error) {
      draft.failed.push({ app, path: hashedPath, error: error as Error });
    }
    return draft.codings.length === 0 ? [] : { app, path: hashedPath, content, sha256, size, release };
  });
}
