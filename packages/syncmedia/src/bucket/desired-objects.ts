import { createMediaFinder, type ListedFile, type Manifest } from "@mediaroot/core";
import { type CacheContent, createPublicationCache } from "@mediaroot/core/references";
import { collectFaults, listFiles } from "../plan/list-files.ts";
import { appOf, PROJECT_GROUP } from "../plan/plan-draft.ts";
import { besidesManifest } from "../plan/plan-manifest.ts";
import { digestsOf } from "../publication/publication-files.ts";
import { namePublication, reportedDangling } from "../publication/name-publication.ts";
import type { AppObject, BucketDraft } from "./bucket-draft.ts";
import { publishedManifest } from "./bucket-state.ts";
import { knownContents } from "./bucket-ledger.ts";
import { hashedObject, manifestObject, plainObject } from "./desired-object.ts";

/** All objects that are to be in a bucket. */
export interface Desired {
  /** In the order in which they are written: content-named objects, plain ones, the manifest. */
  readonly objects: readonly AppObject[];
  /** Labels of the apps whose media could not be read completely. */
  readonly unknown: ReadonlySet<string>;
  /** The manifest of this publication; undefined without content-named files. */
  readonly manifest: Manifest | undefined;
  /** What is known about the contents of the publication, for the next run. */
  readonly cache: CacheContent | undefined;
}

/**
 * Lists the objects that are to be in a bucket.
 *
 * @throws SOURCE_UNREADABLE, DANGLING_REFERENCES; system errors
 */
export function listDesired(draft: BucketDraft): Desired {
  const { project, rules } = draft;
  const listing = listFiles({ project, finder: createMediaFinder(project), labels: rules.labels }, false);
  const unknown = collectFaults(draft, listing, new Set());
  if (!rules.hash) {
    const objects = listPlain(draft, listing.files);
    return { objects, unknown, manifest: undefined, cache: draft.state.ledger.cache };
  }
  const files = besidesManifest(draft, listing.files);
  const { objects: hashed, manifest, cache } = listHashed(draft, files);
  const taken = new Set(hashed.map(({ path }) => path));
  const plain = listPlain(draft, files).filter(({ path }) => !taken.has(path));
  const objects = [...hashed, ...plain, { ...manifestObject(manifest), app: PROJECT_GROUP }];
  return { objects, unknown, manifest, cache };
}

function listHashed(
  draft: BucketDraft,
  files: readonly ListedFile[],
): Pick<Desired, "objects" | "cache"> & { readonly manifest: Manifest } {
  const { project, rules, state } = draft;
  const { HASH, DANGLING: silenced } = project.settings.SYNCMEDIA;
  const cache = createPublicationCache(state.ledger.cache);
  const { hashed, manifest, warnings, dangling } = namePublication(files, {
    mediaUrl: project.mediaUrl,
    isHashed: (file) => HASH === "all" || appOf(draft, file) !== PROJECT_GROUP,
    known: knownContents(state.ledger),
    before: publishedManifest(state.ledger),
    cache,
  });
  draft.dangling.push(...reportedDangling(dangling, { silenced, strict: rules.strict }));
  draft.warnings.push(...warnings);
  const objects = hashed.map((named) => {
    const integrity = manifest.get(named.logicalPath)?.integrity;
    return { ...hashedObject(named, integrity, rules.coding), app: appOf(draft, named.file) };
  });
  return { objects, manifest, cache: cache.used() };
}

function listPlain(draft: BucketDraft, files: readonly ListedFile[]): readonly AppObject[] {
  const digest = digestsOf(knownContents(draft.state.ledger), files);
  return files.flatMap((file) => {
    const app = appOf(draft, file);
    try {
      return [{ ...plainObject(file, digest(file.logicalPath)), app }];
    } catch (error) {
      draft.failed.push({ app, path: file.logicalPath, error: error as Error });
      return [];
    }
  });
}
