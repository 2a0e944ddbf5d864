import { existsSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { contains } from "./containment.ts";
import { errnoOf } from "../error.ts";
import { isNotThere, lstatAt } from "./file-status.ts";

/** What stands at a path of one source. Whatever is not absent decides: a source that comes later is not asked. */
export type Standing =
  | { readonly kind: "file" | "directory"; readonly path: string; readonly stats: Stats }
  | { readonly kind: "refused"; readonly path: string; readonly reason: string }
  /** `at` is the first part of the path that is not there. */
  | { readonly kind: "absent"; readonly path: string; readonly at: string };

/** Where links may lead. */
export interface LinkRules {
  /** Whether a real path may be served. */
  readonly allowed: (realPath: string) => boolean;
  /** Whether a link at the top stands for a whole source, as those of `syncmedia --link` do. Default: none does. */
  readonly standsForSource?: ((realPath: string) => boolean) | undefined;
}

/**
 * Looks at one path of one source directory, as a reader of the deployed tree would see it.
 *
 * @param directory the source's directory, absolute
 * @param segments below it; each is a fine name already
 * @param links which are followed
 * @throws system errors that are not about the path itself: EACCES, EIO, EMFILE
 */
export function standingAt(directory: string, segments: readonly string[], links: LinkRules): Standing {
  const target = path.join(directory, ...segments);
  const stats = followedStats(target);
  if (stats === "link loop") return { kind: "refused", path: target, reason: "is a link that leads to itself" };
  if (stats === undefined) return obstacle(directory, segments, links);
  try {
    if (!isSpelledExactly(directory, segments)) return { kind: "absent", path: target, at: target };
    const reason = refuseTarget(directory, segments, { target, stats, links });
    if (reason !== undefined) return { kind: "refused", path: target, reason };
  } catch (error) {
    // It went while we looked.
    if (isNotThere(error)) return { kind: "absent", path: target, at: target };
    throw error;
  }
  return { kind: stats.isFile() ? "file" : "directory", path: target, stats };
}

function followedStats(target: string): Stats | "link loop" | undefined {
  try {
    return statSync(target, { throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === "ELOOP") return "link loop";
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** Nothing can be read there: because nothing is there, or because something stands in the way. */
function obstacle(directory: string, segments: readonly string[], links: LinkRules): Standing {
  const target = path.join(directory, ...segments);
  let at = directory;
  for (const [index, segment] of segments.entries()) {
    at = path.join(at, segment);
    const stats = lstatAt(at);
    if (stats === undefined) break;
    if (stats.isSymbolicLink() && followedStats(at) === undefined) {
      return { kind: "refused", path: target, reason: `is hidden by ${at}, a link that leads nowhere` };
    }
    if (stats.isDirectory() || at === target) continue;
    const passed = standingAt(directory, segments.slice(0, index + 1), links);
    if (passed.kind === "file" || passed.kind === "refused") {
      const reason = passed.kind === "refused" ? passed.reason : "is not a directory";
      return { kind: "refused", path: target, reason: `is hidden by ${at}, which ${reason}` };
    }
  }
  return { kind: "absent", path: target, at };
}

interface Target {
  readonly target: string;
  readonly stats: Stats;
  readonly links: LinkRules;
}

const OUTSIDE = "leads outside the directories that it may come from";

function refuseTarget(directory: string, segments: readonly string[], found: Target): string | undefined {
  const { target, stats, links } = found;
  if (!stats.isFile() && !stats.isDirectory()) return "is not a regular file";
  if (segments.length === 0 && stats.isFile()) return "is a file where a directory is wanted";
  const real = realpathSync.native(target);
  if (!links.allowed(real)) return OUTSIDE;
  if (real === path.join(realpathSync.native(directory), ...segments)) return undefined;
  return refuseWay(directory, stats.isFile() ? segments.slice(0, -1) : segments, links);
}

/**
 * Why the directory links on the way may not be followed. A path comes through one of them, besides one that
 * stands for a whole source: so a link adds one copy of what it leads to, and the walk of a maze ends.
 *
 * @param segments of directories
 */
function refuseWay(directory: string, segments: readonly string[], links: LinkRules): string | undefined {
  const passed = [realpathSync.native(directory)];
  let followed: string | undefined;
  for (const [index, segment] of segments.entries()) {
    const plain = path.join(passed[index] ?? "", segment);
    const real = realpathSync.native(plain);
    if (passed.some((inner) => contains(real, inner))) return "leads back into a directory that holds it";
    passed.push(real);
    if (real === plain) continue;
    if (!links.allowed(real)) return OUTSIDE;
    if (index === 0 && links.standsForSource?.(real) === true) continue;
    if (followed !== undefined) return `comes through a second directory link, after ${followed}`;
    followed = path.join(directory, ...segments.slice(0, index + 1));
  }
  return undefined;
}

/**
 * Names are matched exactly on every platform, or production would 404 what development served. Only a directory that
 * has something under another spelling too is asked for the names it really holds: inode numbers tell nothing there
 * (FUSE gives each spelling its own), and each directory of a path may lie on another file system.
 */
function isSpelledExactly(directory: string, segments: readonly string[]): boolean {
  let parent = directory;
  for (const segment of segments) {
    const other = otherSpelling(segment);
    const doubtful = other !== undefined && existsSync(path.join(parent, other));
    if (doubtful && !readdirSync(parent).includes(segment)) return false;
    parent = path.join(parent, segment);
  }
  return true;
}

/** A name that some file systems take for the same: in other letter case, or in another Unicode normal form. */
function otherSpelling(name: string): string | undefined {
  const spellings = [name.toUpperCase(), name.toLowerCase(), name.normalize("NFD"), name.normalize("NFC")];
  return spellings.find((spelling) => spelling !== name);
}
