import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type ListedFile, loadManifest, type Manifest, type ManifestFile, renderManifest } from "@mediaroot/core";
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
import { isKept, releasesAfter, trimReleases } from "../publication/releases.ts";
import { appOf, type PlanDraft, PROJECT_GROUP } from "./plan-draft.ts";
import { planMade } from "./plan-file.ts";
import { MANIFEST_NAME } from "./sync-action.ts";

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
    isHashed: (file) => HASH === "all" || appOf(draft, file) !== PROJECT_GROUP,
    ledgerFileOf: (logicalPath) => draft.ledger.files.get(logicalPath),
  });
  const survey = surveyPublication(source);
  reportReferences(draft, survey);
  const { manifest, hashed } = nameAll(draft, { source, survey, files });
  const text = renderManifest(manifest);
  draft.releases = releasesAfter(draft.ledger.releases ?? [], text !== publishedManifest(draft), draft.now);
  planHashed(draft, hashed, source);
  planPlain();
  planManifest(draft, text);
  return new Set([MANIFEST_NAME, ...hashed.map(({ hashedPath }) => hashedPath)]);
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
}

function nameAll(draft: PlanDraft, { source, survey, files }: Publication): Named {
  const byPath = new Map(files.map((file) => [file.logicalPath, file]));
  const before = manifestIn(draft.target.directory);
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

function planHashed(draft: PlanDraft, hashed: readonly HashedName[], source: PublicationSource): void {
  const names = new Map(hashed.map(({ logicalPath, hashedPath }) => [logicalPath, hashedPath]));
  const nameOf = (logicalPath: string): string => names.get(logicalPath) ?? logicalPath;
  const release = draft.releases.at(-1)?.number;
  for (const { file, hashedPath, sha256, size, isRewritten } of hashed) {
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
  }
}

function planManifest(draft: PlanDraft, text: string): void {
  const bytes = Buffer.from(text);
  const sha256 = hash("sha256", bytes);
  const content = { kind: "made", name: MANIFEST_NAME, sha256, size: bytes.length, make: () => bytes } as const;
  planMade(draft, { app: PROJECT_GROUP, path: MANIFEST_NAME, content, sha256 });
  draft.manifest = { text, file: path.resolve(draft.project.root, draft.project.settings.MEDIA_MANIFEST) };
}

function publishedManifest(draft: PlanDraft): string | undefined {
  try {
    return readFileSync(path.join(draft.target.directory, MANIFEST_NAME), "utf8");
  } catch {
    return undefined;
  }
}

/** A manifest that cannot be read only costs that every file is read again. */
function manifestIn(directory: string): Manifest {
  try {
    return loadManifest(path.join(directory, MANIFEST_NAME)) ?? new Map();
  } catch {
    return new Map();
  }
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
