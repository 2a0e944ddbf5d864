import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ListedFile, Manifest, ManifestFile } from "@mediaroot/core";
import {
  type DanglingReference,
  type HashedFile,
  nameFiles,
  type PublicationSource,
  type PublicationSurvey,
  renderHashedFile,
  surveyPublication,
  type UnreadableSource,
} from "@mediaroot/core/references";
import picomatch from "picomatch";
import { syncError } from "../errors.ts";
import { publicationSource } from "../publication/publication-files.ts";
import { hasRoomForHash } from "../publication/name-length.ts";
import { isKept, releasesAfter, trimReleases } from "../publication/releases.ts";
import { appOf, type PlanDraft, PROJECT_GROUP } from "./plan-draft.ts";
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
  const { HASH } = draft.project.settings.SYNCMEDIA;
  const source = publicationSource(files, {
    mediaUrl: draft.project.mediaUrl,
    isHashed: (file) => (HASH === "all" || appOf(draft, file) !== PROJECT_GROUP) && hasRoom(draft, file),
    ledgerFileOf: (logicalPath) => draft.ledger.files.get(logicalPath),
  });
  const survey = surveyPublication(source);
  reportReferences(draft, survey);
  const before = publishedManifest(draft);
  markReleased(draft, before);
  const { manifest, hashed } = nameAll(draft, { source, survey, files, before });
  draft.releases = releasesAfter(draft.ledger.releases ?? [], !hasSameNames(manifest, before), draft.now);
  const bases = planHashed(draft, hashed, source);
  const variants = planVariants(draft, { files, hashed: bases, digest: source.digest }, planPlain);
  planManifest(draft, manifest);
  return new Set([MANIFEST_NAME, ...variants, ...hashed.map(({ hashedPath }) => hashedPath)]);
}

function hasRoom(draft: PlanDraft, { logicalPath }: ListedFile): boolean {
  if (hasRoomForHash(logicalPath)) return true;
  draft.warnings.push(`${logicalPath} has too long a name for a content-named copy: it keeps its plain name.`);
  return false;
}

/**
 * Keeps the content-named files of earlier releases as long as SYNCMEDIA.KEEP says.
 *
 * @returns their paths
 */
export function keptReleases(draft: PlanDraft): ReadonlySet<string> {
  const { releases, now, project } = draft;
  const rule = { ...project.settings.SYNCMEDIA.KEEP, now };
  const kept = [...(draft.files ?? draft.ledger.files).values()].filter(
    ({ release }) => release !== undefined && isKept(release, releases, rule),
  );
  draft.releases = trimReleases(releases, new Set(kept.map(({ release = 0 }) => release)));
  return new Set(kept.map((file) => file.path));
}

interface Named {
  readonly manifest: Manifest;
  readonly hashed: readonly HashedName[];
}

/** A content-named file to publish; the bytes of a rewritten one are made again when it is written. */
interface HashedName extends Omit<HashedFile, "content"> {
  readonly file: ListedFile;
  readonly isRewritten: boolean;
}

interface Publication {
  readonly source: PublicationSource;
  readonly survey: PublicationSurvey;
  readonly files: readonly ListedFile[];
  /** The manifest that is in the target. */
  readonly before: Manifest;
}

function nameAll(draft: PlanDraft, { source, survey, files, before }: Publication): Named {
  const byPath = new Map(files.map((file) => [file.logicalPath, file]));
  const manifest = new Map<string, ManifestFile>();
  const hashed: HashedName[] = [];
  for (const { content, ...named } of nameFiles(source, survey)) {
    const file = byPath.get(named.logicalPath);
    if (file === undefined) continue;
    hashed.push({ ...named, file, isRewritten: content !== undefined });
    const known = before.get(named.logicalPath);
    const isKnown = known?.path === named.hashedPath && draft.ledger.files.get(known.path)?.sha256 === named.sha256;
    const integrity = isKnown ? known.integrity : integrityOf(content ?? readFileSync(file.path));
    manifest.set(named.logicalPath, { path: named.hashedPath, integrity, size: named.size, encodings: [] });
  }
  return { manifest, hashed };
}

/** https://www.w3.org/TR/SRI/ */
function integrityOf(bytes: Uint8Array): string {
  return `sha384-${hash("sha384", bytes, "base64")}`;
}

/** @returns the content-named files, as what may be compressed */
function planHashed(
  draft: PlanDraft,
  hashed: readonly HashedName[],
  source: PublicationSource,
): readonly VariantBase[] {
  const names = new Map(hashed.map(({ logicalPath, hashedPath }) => [logicalPath, hashedPath]));
  const nameOf = (logicalPath: string): string => names.get(logicalPath) ?? logicalPath;
  const release = draft.releases.at(-1)?.number;
  return hashed.map(({ file, hashedPath, sha256, size, isRewritten }) => {
    const app = appOf(draft, file);
    const make = (): Uint8Array | undefined => renderHashedFile(file.logicalPath, source, nameOf);
    const content = isRewritten
      ? ({ kind: "made", name: file.path, sha256, size, make } as const)
      : ({ kind: "file", file } as const);
    try {
      planMade(draft, { app, path: hashedPath, content, sha256, release });
    } catch (error) {
      draft.failed.push({ app, path: hashedPath, error: error as Error });
    }
    return { app, path: hashedPath, content, sha256, size, release };
  });
}

function reportReferences(draft: PlanDraft, { dangling, unreadable }: PublicationSurvey): void {
  const silenced = picomatch([...draft.project.settings.SYNCMEDIA.DANGLING], { dot: true });
  const reported = dangling.filter(({ file }) => !silenced(file));
  if (draft.strict && reported.length > 0)
    throw syncError("DANGLING_REFERENCES", { lines: reported.map(danglingLine) });
  draft.warnings.push(...reported.map(danglingLine), ...unreadable.map(unreadableLine));
}

function danglingLine({ file, line, column, specifier }: DanglingReference): string {
  return `${file}:${line}:${column} refers to ${JSON.stringify(specifier)}, which is not published. It stays as it is.`;
}

function unreadableLine({ file, reason, position }: UnreadableSource): string {
  const at = position === undefined ? "" : `:${position.line}:${position.column}`;
  return `${file}${at} ${reason}, so the references in it stay as they are.`;
}
