import { coreError } from "../errors.ts";
import type { MediaFile, MediaSource } from "./media-file.ts";
import { bindRivals, NO_RIVALS } from "./media-rivals.ts";
import { missingMedia } from "./missing-media.ts";
import type { FinderContext } from "./media-lookup.ts";
import { type WalkEntry, walkMedia, type WalkRules } from "./media-walk.ts";
import { didYouMean } from "../nearest.ts";

/** Options of `list`. */
export interface ListOptions {
  /** The label of an app: list only its files. Default: all apps. */
  readonly label?: string;
  /**
   * Whether files of MEDIA_ROOT win over the apps' files. With `false` MEDIA_ROOT counts as empty.
   *
   * @default true
   */
  readonly overrides?: boolean;
  /**
   * Called with each file that wins; one for which it returns false is not listed. Who needs few of many files holds no others in
   * memory.
   *
   * @default every file is listed
   */
  readonly select?: (file: ListedFile) => boolean;
  /**
   * Asked about each regular file that no other source has too, before it is looked at. One for which it returns true is neither looked
   * at nor listed.
   *
   * @default no file is known
   */
  readonly isKnown?: (file: Pick<ListedFile, "logicalPath" | "source">) => boolean;
}

/** A file that wins, with the sources whose files it shadows. */
export interface ListedFile extends MediaFile {
  readonly shadows: readonly MediaSource[];
}

/** A path in a source that is not served, and why. */
export interface RefusedFile {
  readonly logicalPath: string;
  readonly path: string;
  readonly source: MediaSource;
  readonly reason: string;
}

/** A part of a source that could not be read. Its content is unknown. */
export interface FailedScan {
  readonly path: string;
  readonly source: MediaSource;
  readonly error: Error;
}

/** The files that win, ordered by source, then by name; the refused paths; the directories that could not be read. */
export interface MediaListing {
  readonly files: readonly ListedFile[];
  readonly refused: readonly RefusedFile[];
  readonly failed: readonly FailedScan[];
}

/**
 * Lists the files that `find` would give: walks the sources, and checks for each file whether an earlier source hides it.
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
  const start = label !== undefined && source.mount === "" ? [label] : [];
  if (context.ignored([...mount, ...start])) return;
  const rules = { ...context.links(source), mountDepth: mount.length, ignoredIn: bindIgnored(context, mount) };
  const missing = source.kind === "app" ? missingMedia(source) : undefined;
  if (missing !== undefined) listing.failed.push({ path: source.directory, source, error: missing });
  const rivalsAt = bindRivals(context, source, listed);
  const visit = (entry: WalkEntry): void => {
    const logicalPath = source.mount + entry.below;
    const { path } = entry;
    if (entry.kind === "failed") listing.failed.push({ path, source, error: entry.error });
    else if (entry.kind === "refused") listing.refused.push({ logicalPath, path, source, reason: entry.reason });
    else {
      const rivals = rivalsAt(logicalPath);
      if (rivals instanceof Error) listing.failed.push({ path, source, error: rivals });
      else if (rivals !== undefined) {
        const { precededBy, shadows } = rivals;
        const file = { logicalPath, path, source, identity: entry.identity, precededBy, shadows };
        if (options.select?.(file) !== false) listing.files.push(file);
      }
    }
  };
  const isKnown = (below: string): boolean => {
    if (options.isKnown === undefined) return false;
    const logicalPath = source.mount + below;
    return rivalsAt(logicalPath) === NO_RIVALS && options.isKnown({ logicalPath, source });
  };
  walkMedia({ directory: source.directory, start, rules, isKnown, visit });
}

function bindIgnored({ ignored }: FinderContext, mount: readonly string[]): WalkRules["ignoredIn"] {
  return (directory) => {
    const above = [...mount, ...directory];
    return (name) => ignored([...above, name], above.length);
  };
}

function requireLabel(sources: readonly MediaSource[], label: string): void {
  const labels = sources.flatMap((source) => (source.kind === "app" ? source.label : []));
  if (!labels.includes(label)) throw coreError("APP_UNKNOWN", { label, labels, near: didYouMean(label, labels) });
}
