import { hash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { createMediaFinder, loadManifest, type Manifest, type MediaFile, type Project } from "@mediaroot/core";
import { isServedHere } from "@mediaroot/core/internal";
import { joinFirst } from "@mediaroot/core/media";

/**
 * Compares the manifest, by which pages name content-named files with DEBUG off, with the media that it names.
 *
 * @returns a warning if media has changed since the manifest was written, or is not there; none with DEBUG on, and without a manifest
 */
export async function warnOfOldManifest(project: Project): Promise<readonly string[]> {
  const { root, settings, debug } = project;
  if (debug) return [];
  const file = path.resolve(root, settings.MEDIA_MANIFEST);
  try {
    const manifest = loadManifest(file);
    if (manifest === undefined) return [];
    const since = statSync(file).mtimeMs;
    const listed = createMediaFinder(project).list().files;
    const named = listed.filter(({ logicalPath }) => manifest.has(logicalPath));
    const newer = named.filter(({ identity }) => Math.max(identity.mtimeMs, identity.ctimeMs) > since);
    const changed = newer.length === 0 ? [] : await changedFiles({ newer, named, manifest }, project);
    const faults = describe(settings.MEDIA_MANIFEST, { changed, missing: missingFiles(named, manifest, project) });
    return [...faults, ...warnOfMissingTarget(project)];
  } catch {
    // The application loads the manifest too, and reports why it cannot.
    return [];
  }
}

/** @returns what no media source has any more, and what is not in the directory that `syncmedia` publishes to */
function missingFiles(named: readonly MediaFile[], manifest: Manifest, project: Project): readonly string[] {
  const publication = isServedHere(project) ? project.publication : undefined;
  const places = new Set(named.map(({ logicalPath }) => logicalPath));
  const isPublished = (hashedPath: string): boolean =>
    publication === undefined || existsSync(path.join(publication, ...hashedPath.split("/")));
  return [...manifest].flatMap(([logicalPath, { path: hashedPath }]) => {
    if (!places.has(logicalPath)) return logicalPath;
    return isPublished(hashedPath) ? [] : hashedPath;
  });
}

function warnOfMissingTarget(project: Project): readonly string[] {
  if (project.publication !== undefined || !isServedHere(project)) return [];
  const { MEDIA_MANIFEST } = project.settings;
  return [
    `With DEBUG off pages name the content-named files of ${MEDIA_MANIFEST}. They are served here only if SYNCMEDIA.TARGET names the directory that they are in.`,
  ];
}

interface Compared {
  /** The files that are newer than the manifest. */
  readonly newer: readonly MediaFile[];
  /** All files that the manifest names. */
  readonly named: readonly MediaFile[];
  readonly manifest: Manifest;
}

/** The content decides: a checkout gives every file a new time. */
async function changedFiles({ newer, named, manifest }: Compared, { mediaUrl }: Project): Promise<readonly string[]> {
  const { createPublicationCache, readHashedFile } = await import("@mediaroot/core/references");
  const places = new Map(named.map((file) => [file.logicalPath, file.path]));
  const read = (logicalPath: string): Buffer => readFileSync(places.get(logicalPath) ?? logicalPath);
  const source = {
    hashed: new Set(manifest.keys()),
    isPublished: (logicalPath: string) => manifest.has(logicalPath),
    mediaUrl,
    read,
    cache: createPublicationCache(),
  };
  const nameOf = (logicalPath: string): string => manifest.get(logicalPath)?.path ?? logicalPath;
  const integrityOf = (logicalPath: string): string => {
    const bytes = readHashedFile(logicalPath, source, nameOf) ?? read(logicalPath);
    return `sha384-${hash("sha384", bytes, "base64")}`;
  };
  const paths = newer.map(({ logicalPath }) => logicalPath);
  return paths.filter((logicalPath) => manifest.get(logicalPath)?.integrity !== integrityOf(logicalPath));
}

function describe(
  manifest: string,
  { changed, missing }: { readonly changed: readonly string[]; readonly missing: readonly string[] },
): readonly string[] {
  const faults = [
    ...(changed.length > 0 ? [`changed since: ${joinFirst(changed)}`] : []),
    ...(missing.length > 0 ? [`not there: ${joinFirst(missing)}`] : []),
  ];
  if (faults.length === 0) return [];
  const what = `${manifest} is older than the media that it names (${faults.join("; ")}).`;
  return [`${what} With DEBUG off pages name the files as they were published: run syncmedia again.`];
}
