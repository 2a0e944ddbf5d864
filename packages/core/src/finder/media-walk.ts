import { type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import path from "node:path";
import { errnoOf } from "../error.ts";
import { isNotThere, lstatAt } from "../disk/file-status.ts";
import { refuseSegment } from "../logical-path.ts";
import { identityOf, type StatIdentity } from "./media-file.ts";
import { type LinkRules, standingAt } from "../disk/standing.ts";

/** What a walk of a source directory comes upon. */
export type WalkEntry = Found | Refused | Failed;

interface At {
  /** Below the source's directory, joined by "/". */
  readonly below: string;
  readonly path: string;
}

interface Found extends At {
  readonly kind: "file";
  readonly identity: StatIdentity;
  readonly mode: number;
}

interface Refused extends At {
  readonly kind: "refused";
  readonly reason: string;
}

interface Failed extends At {
  readonly kind: "failed";
  readonly error: Error;
}

/** What a walk leaves out, and where links may lead. */
export interface WalkRules extends LinkRules {
  /** Whether what lies below, by its segments, is ignored; the directory that it lies in is not. */
  readonly ignored: (below: readonly string[]) => boolean;
}

/**
 * Walks a source directory in order of names: the only recursive readdir. A directory that is not there holds nothing; one
 * that cannot be read is told as `failed`.
 *
 * @param directory absolute
 * @param start where to start, below it
 */
export function walkMedia(directory: string, rules: WalkRules, start: readonly string[] = []): readonly WalkEntry[] {
  const walk: Walk = { directory, rules, entries: [] };
  const here = path.join(directory, ...start);
  const found = start.length === 0 ? "directory" : look(walk, { segments: start, file: here });
  if (found === "directory") walkDirectory(walk, { segments: start, file: here });
  else if (found !== undefined) walk.entries.push(found);
  return walk.entries;
}

interface Walk {
  readonly directory: string;
  readonly rules: WalkRules;
  readonly entries: WalkEntry[];
}

/** A place of a walk: its segments below the directory, and its absolute path. */
interface Place {
  readonly segments: readonly string[];
  readonly file: string;
}

function walkDirectory(walk: Walk, here: Place): void {
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
    const place = { segments, file: prefix + entry.name };
    const found = look(walk, place, entry);
    if (found === "directory") walkDirectory(walk, place);
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

/** One name. What its directory says is a file or a directory, and no link, needs no further look. */
function look(walk: Walk, { segments, file }: Place, entry?: Dirent): WalkEntry | "directory" | undefined {
  const reason = refuseSegment(segments.at(-1) ?? "");
  const at = { below: segments.join("/"), path: file };
  if (reason !== undefined) return { kind: "refused", ...at, reason };
  try {
    if (entry?.isDirectory()) return "directory";
    if (entry?.isFile()) return fileEntry(at, lstatSync(file));
    const standing = standingAt(walk.directory, segments, walk.rules);
    if (standing.kind === "refused") return { kind: "refused", ...at, reason: standing.reason };
    if (standing.kind === "file") return fileEntry(at, standing.stats);
    return standing.kind === "directory" ? "directory" : undefined;
  } catch (error) {
    return unreadEntry(at, error as Error);
  }
}

/** What went while we looked is no entry; what its directory names and no path can reach is. */
function unreadEntry(at: At, error: Error): WalkEntry | undefined {
  if (errnoOf(error) === "ENAMETOOLONG")
    return { kind: "refused", ...at, reason: "has too long a path for this system" };
  // A source that is a link to nowhere now, to a volume that is not mounted say, may be back tomorrow: nobody knows what it holds.
  const isKnown = isNotThere(error) && lstatAt(at.path)?.isSymbolicLink() !== true;
  return isKnown ? undefined : { kind: "failed", ...at, error };
}

function fileEntry({ below, path: file }: At, stats: Stats): Found {
  return { kind: "file", below, path: file, identity: identityOf(stats), mode: stats.mode };
}
