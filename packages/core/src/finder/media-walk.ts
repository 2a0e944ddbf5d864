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
  /** Whether a path below the source is ignored, by its segments. The directories above it are known not to be. */
  readonly ignored: (below: readonly string[]) => boolean;
}

/**
 * Walks a source directory in order of names. A directory that does not exist is empty; one that cannot be read is reported as
 * `failed`.
 *
 * @param directory absolute
 * @param start the segments below it at which to start
 */
export function walkMedia(directory: string, rules: WalkRules, start: readonly string[] = []): readonly WalkEntry[] {
  const walk: Walk = { directory, rules, entries: [] };
  const file = path.join(directory, ...start);
  const found = start.length === 0 ? "directory" : lookAt(walk, { segments: start, file });
  if (found === "directory") walkDirectory(walk, { segments: start, file });
  else if (found !== undefined) walk.entries.push(found);
  return walk.entries;
}

interface Walk {
  readonly directory: string;
  readonly rules: WalkRules;
  readonly entries: WalkEntry[];
}

interface Location {
  /** Below the source's directory. */
  readonly segments: readonly string[];
  /** Absolute. */
  readonly file: string;
}

function walkDirectory(walk: Walk, here: Location): void {
  const names = readEntries(here.file);
  if (names instanceof Error) {
    const unread = unreadEntry({ below: here.segments.join("/"), path: here.file }, names);
    if (unread !== undefined) walk.entries.push(unread);
    return;
  }
  const prefix = here.file.endsWith(path.sep) ? here.file : here.file + path.sep;
  for (const entry of names) {
    const segments = [...here.segments, entry.name];
    if (walk.rules.ignored(segments)) continue;
    const location = { segments, file: prefix + entry.name };
    const found = lookAt(walk, location, entry);
    if (found === "directory") walkDirectory(walk, location);
    else if (found !== undefined) walk.entries.push(found);
  }
}

function readEntries(directory: string): readonly Dirent[] | Error {
  try {
    return readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return error as Error;
  }
}

/** An entry that readdir calls a file or a directory is no link, and needs no check of where it leads. */
function lookAt(walk: Walk, { segments, file }: Location, entry?: Dirent): WalkEntry | "directory" | undefined {
  const reason = refuseSegment(segments.at(-1) ?? "") ?? refuseDepth(walk.rules.mountDepth + segments.length);
  const at = { below: segments.join("/"), path: file };
  if (reason !== undefined) return { kind: "refused", ...at, reason };
  try {
    if (entry?.isDirectory()) return "directory";
    if (entry?.isFile()) return fileEntry(at, lstatSync(file));
    const found = entryAt(walk.directory, segments, walk.rules);
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
