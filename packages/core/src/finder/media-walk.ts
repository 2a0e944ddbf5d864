import { type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import path from "node:path";
import { errnoOf } from "../error.ts";
import { isNotThere, lstatAt } from "../disk/file-status.ts";
import { refuseDepth, refuseSegment } from "../logical-path.ts";
import { identityOf, type StatIdentity } from "./media-file.ts";
import { entryAt, type LinkRules } from "../disk/path-entry.ts";

/** A file, a refused path or a failure that a walk of a source directory met. */
export type WalkEntry = FileEntry | RefusedEntry | FailedEntry;

interface WalkPath {
  /** Below the source's directory, joined by "/". */
  readonly below: string;
  readonly path: string;
}

interface FileEntry extends WalkPath {
  readonly kind: "file";
  readonly identity: StatIdentity;
}

interface RefusedEntry extends WalkPath {
  readonly kind: "refused";
  readonly reason: string;
}

interface FailedEntry extends WalkPath {
  readonly kind: "failed";
  readonly error: Error;
}

/** Which paths a walk leaves out, and where links may lead. */
export interface WalkRules extends LinkRules {
  /** The number of segments of the source's mount. */
  readonly mountDepth: number;
  /** Gives the function that says which names in a directory below the source are ignored. The directory is known not to be. */
  readonly ignoredIn: (directory: readonly string[]) => (name: string) => boolean;
}

/** A walk of a source directory. */
export interface MediaWalk {
  /** Absolute. */
  readonly directory: string;
  /** The segments below it at which to start. */
  readonly start: readonly string[];
  readonly rules: WalkRules;
  /** Whether a file is known already. It is neither looked at nor visited then. Asked about regular files only. */
  readonly isKnown: (below: string) => boolean;
  /** Called with each entry. */
  readonly visit: (entry: WalkEntry) => void;
}

/**
 * Walks a source directory in order of names. A directory that does not exist is empty; one that cannot be read is reported as
 * `failed`.
 */
export function walkMedia(walk: MediaWalk): void {
  const { directory, start } = walk;
  const location = { segments: start, below: start.join("/"), path: path.join(directory, ...start) };
  if (start.length === 0) walkDirectory(walk, location);
  else enter(walk, location, lookAt(walk, location));
}

interface Location extends WalkPath {
  readonly segments: readonly string[];
}

function enter(walk: MediaWalk, location: Location, found: WalkEntry | "directory" | undefined): void {
  if (found === "directory") walkDirectory(walk, location);
  else if (found !== undefined) walk.visit(found);
}

function walkDirectory(walk: MediaWalk, here: Location): void {
  const names = readEntries(here.path);
  if (names instanceof Error) {
    const unread = unreadEntry({ below: here.below, path: here.path }, names);
    if (unread !== undefined) walk.visit(unread);
    return;
  }
  const ignored = walk.rules.ignoredIn(here.segments);
  const tooDeep = refuseDepth(walk.rules.mountDepth + here.segments.length + 1);
  const [below, prefix] = [here.below === "" ? "" : `${here.below}/`, withSeparator(here.path)];
  for (const entry of names) {
    const { name } = entry;
    if (ignored(name)) continue;
    const at = { below: below + name, path: prefix + name };
    const reason = refuseSegment(name) ?? tooDeep;
    if (reason !== undefined) walk.visit({ kind: "refused", ...at, reason });
    else if (entry.isFile()) {
      if (!walk.isKnown(at.below)) visitFile(walk, at);
    } else {
      const location = { segments: [...here.segments, name], ...at };
      enter(walk, location, entry.isDirectory() ? "directory" : lookAt(walk, location));
    }
  }
}

function withSeparator(directory: string): string {
  return directory.endsWith(path.sep) ? directory : directory + path.sep;
}

function readEntries(directory: string): readonly Dirent[] | Error {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return error as Error;
  }
}

/** What readdir calls a file is no link, and needs no check of where it leads. */
function visitFile(walk: MediaWalk, at: WalkPath): void {
  let found: WalkEntry | undefined;
  try {
    found = fileEntry(at, lstatSync(at.path));
  } catch (error) {
    found = unreadEntry(at, error as Error);
  }
  if (found !== undefined) walk.visit(found);
}

function lookAt(
  { directory, rules }: MediaWalk,
  { segments, below, path: file }: Location,
): WalkEntry | "directory" | undefined {
  const at = { below, path: file };
  try {
    const found = entryAt(directory, segments, rules);
    if (found.kind === "refused") return { kind: "refused", ...at, reason: found.reason };
    if (found.kind === "file") return fileEntry(at, found.stats);
    return found.kind === "directory" ? "directory" : undefined;
  } catch (error) {
    return unreadEntry(at, error as Error);
  }
}

/** A file deleted during the walk is skipped. A name that readdir returned but that cannot be opened is reported. */
function unreadEntry(at: WalkPath, error: Error): WalkEntry | undefined {
  if (errnoOf(error) === "ENAMETOOLONG")
    return { kind: "refused", ...at, reason: "has too long a path for this system" };
  // A source that is a broken link (to a volume that is not mounted, say) may be back tomorrow: its content is unknown, not empty.
  const isGone = isNotThere(error) && lstatAt(at.path)?.isSymbolicLink() !== true;
  return isGone ? undefined : { kind: "failed", ...at, error };
}

function fileEntry({ below, path: file }: WalkPath, stats: Stats): FileEntry {
  return { kind: "file", below, path: file, identity: identityOf(stats) };
}
