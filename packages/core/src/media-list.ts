import { errnoOf } from "./error.ts";
import { coreError } from "./errors.ts";
import { identityOf, type MediaFile, type MediaSource } from "./media-file.ts";
import type { FinderContext } from "./media-lookup.ts";
import { walkMedia } from "./media-walk.ts";
import { didYouMean } from "./nearest.ts";

/** What to list. */
export interface ListOptions {
  /** One app's files only, by label. */
  readonly label?: string;
  /** False: the apps' own files, as if MEDIA_ROOT were empty. Default true. */
  readonly overrides?: boolean;
}

/** A file that wins, with the files it shadows. */
export interface ListedFile extends MediaFile {
  readonly shadows: readonly MediaSource[];
}

/** Something in a source that is not served, and why. */
export interface RefusedFile {
  readonly logicalPath: string;
  readonly path: string;
  readonly source: MediaSource;
  readonly reason: string;
}

/** A part of a source that could not be read: what it holds is not known. */
export interface FailedScan {
  readonly path: string;
  readonly source: MediaSource;
  readonly error: Error;
}

/** The effective files in order of source, then name; what was refused; what could not be read. */
export interface MediaListing {
  readonly files: readonly ListedFile[];
  readonly refused: readonly RefusedFile[];
  readonly failed: readonly FailedScan[];
}

/**
 * Lists what `find` would give, by walking the sources and asking, for each file, whether an earlier source hides it.
 *
 * @param sources in order of precedence
 * @throws APP_UNKNOWN for a label that no source has
 */
export function listMedia(context: FinderContext, sources: readonly MediaSource[], options: ListOptions): MediaListing {
  const listing = { files: [] as ListedFile[], refused: [] as RefusedFile[], failed: [] as FailedScan[] };
  const listed = options.overrides === false ? sources.filter(({ kind }) => kind === "app") : sources;
  if (options.label !== undefined) requireLabel(sources, options.label);
  for (const source of listed) listSource(context, { source, listed, options }, listing);
  return listing;
}

interface SourceToList {
  readonly source: MediaSource;
  readonly listed: readonly MediaSource[];
  readonly options: ListOptions;
}

function listSource(
  context: FinderContext,
  { source, listed, options }: SourceToList,
  listing: { files: ListedFile[]; refused: RefusedFile[]; failed: FailedScan[] },
): void {
  const { label } = options;
  if (label !== undefined && source.mount !== "" && source.mount !== `${label}/`) return;
  const mount = source.mount === "" ? [] : [source.mount.slice(0, -1)];
  const rules = {
    allowed: context.allowed,
    ignored: (below: readonly string[]) => context.ignored([...mount, ...below]),
  };
  const start = label !== undefined && source.mount === "" ? [label] : [];
  for (const entry of walkMedia(source.directory, rules, start)) {
    const segments = [...mount, ...entry.segments];
    const { path } = entry;
    if (entry.kind === "failed") listing.failed.push({ path, source, error: entry.error });
    else if (entry.kind === "refused") {
      listing.refused.push({ logicalPath: segments.join("/"), path, source, reason: entry.reason });
    } else {
      const rivals = rivalsOf(context, { source, segments, listed });
      if (rivals instanceof Error) listing.failed.push({ path, source, error: rivals });
      else if (rivals !== undefined) {
        const { identity, mode } = { identity: identityOf(entry.stats), mode: entry.stats.mode };
        listing.files.push({ logicalPath: segments.join("/"), path, source, identity, mode, ...rivals });
      }
    }
  }
}

interface Rivals {
  readonly precededBy: readonly string[];
  readonly shadows: readonly MediaSource[];
}

/** What comes before a file and after it; undefined where an earlier source hides it; or why that cannot be told. */
function rivalsOf(
  context: FinderContext,
  file: { readonly source: MediaSource; readonly segments: readonly string[]; readonly listed: readonly MediaSource[] },
): Rivals | Error | undefined {
  const rivals = context.candidates(file.segments).filter((rival) => file.listed.includes(rival));
  const own = rivals.indexOf(file.source);
  try {
    const before = rivals.slice(0, own).map((rival) => context.stand(rival, file.segments));
    const precededBy = before.flatMap((standing) => (standing.kind === "absent" ? standing.at : []));
    if (precededBy.length < before.length) return undefined;
    const shadows = rivals.slice(own + 1).filter((rival) => context.stand(rival, file.segments).kind === "file");
    return { precededBy, shadows };
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return error as Error;
  }
}

function requireLabel(sources: readonly MediaSource[], label: string): void {
  const labels = sources.flatMap((source) => (source.kind === "app" ? source.label : []));
  if (!labels.includes(label)) throw coreError("APP_UNKNOWN", { label, labels, near: didYouMean(label, labels) });
}
