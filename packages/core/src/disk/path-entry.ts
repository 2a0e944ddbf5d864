import { existsSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { contains } from "./containment.ts";
import { errnoOf } from "../error.ts";
import { isNotThere, lstatAt } from "./file-status.ts";

/** The entry at a path below a directory, as a reader of the deployed tree would see it. */
export type PathEntry =
  | { readonly kind: "file" | "directory"; readonly path: string; readonly stats: Stats }
  | { readonly kind: "refused"; readonly path: string; readonly reason: string }
  /** `at` is the first part of the path that does not exist. */
  | { readonly kind: "absent"; readonly path: string; readonly at: string };

/** Where links may lead. */
export interface LinkRules {
  /** Whether a real path may be read. */
  readonly allowed: (realPath: string) => boolean;
  /** Whether a real path is a whole source, which a link at the top may lead to (`syncmedia --link` makes such). Default: none is. */
  readonly isSource?: ((realPath: string) => boolean) | undefined;
}

/**
 * Looks at one path below a directory, following the links that the rules allow.
 *
 * @param directory absolute
 * @param segments the path below it; each segment has been checked by `refuseSegment`
 * @throws system errors that do not concern the path itself: EACCES, EIO, EMFILE
 */
export function entryAt(directory: string, segments: readonly string[], links: LinkRules): PathEntry {
  const target = path.join(directory, ...segments);
  const stats = followedStats(target);
  if (stats === "link loop") return { kind: "refused", path: target, reason: "is a link that leads to itself" };
  if (stats === undefined) return unreachableEntry(directory, segments, links);
  try {
    if (!isSpelledExactly(directory, segments)) return { kind: "absent", path: target, at: target };
    const reason = refuseTarget(directory, segments, { target, stats, links });
    if (reason !== undefined) return { kind: "refused", path: target, reason };
  } catch (error) {
    // It was deleted meanwhile.
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

/** The path cannot be reached: either it does not exist, or a file or a broken link is in the way. */
function unreachableEntry(directory: string, segments: readonly string[], links: LinkRules): PathEntry {
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
    const passed = entryAt(directory, segments.slice(0, index + 1), links);
    if (passed.kind === "file" || passed.kind === "refused") {
      const reason = passed.kind === "refused" ? passed.reason : "is not a directory";
      return { kind: "refused", path: target, reason: `is hidden by ${at}, which ${reason}` };
    }
  }
  return { kind: "absent", path: target, at };
}

interface ReachedEntry {
  readonly target: string;
  readonly stats: Stats;
  readonly links: LinkRules;
}

const OUTSIDE = "leads outside the directories that it may come from";

function refuseTarget(directory: string, segments: readonly string[], found: ReachedEntry): string | undefined {
  const { target, stats, links } = found;
  if (!stats.isFile() && !stats.isDirectory()) return "is not a regular file";
  if (segments.length === 0 && stats.isFile()) return "is a file where a directory is wanted";
  const real = realpathSync.native(target);
  if (!links.allowed(real)) return OUTSIDE;
  if (real === path.join(realpathSync.native(directory), ...segments)) return undefined;
  return refuseDirectoryLinks(directory, stats.isFile() ? segments.slice(0, -1) : segments, links);
}

/**
 * Allows one directory link on a path, besides one that leads to a whole source. A link then adds a single copy of its target,
 * so that the walk of a maze of links ends.
 *
 * @param segments of directories
 */
function refuseDirectoryLinks(directory: string, segments: readonly string[], links: LinkRules): string | undefined {
  const passed = [realpathSync.native(directory)];
  let followed: string | undefined;
  for (const [index, segment] of segments.entries()) {
    const plain = path.join(passed[index] ?? "", segment);
    const real = realpathSync.native(plain);
    if (passed.some((inner) => contains(real, inner))) return "leads back into a directory that holds it";
    passed.push(real);
    if (real === plain) continue;
    if (!links.allowed(real)) return OUTSIDE;
    if (index === 0 && links.isSource?.(real) === true) continue;
    if (followed !== undefined) return `comes through a second directory link, after ${followed}`;
    followed = path.join(directory, ...segments.slice(0, index + 1));
  }
  return undefined;
}

/**
 * Names match exactly on every platform, or production would answer 404 where development served the file. The directory is
 * read only if another spelling of the name exists in it: inode numbers cannot decide (FUSE gives each spelling its own), and
 * each directory of a path may be on another file system.
 */
function isSpelledExactly(directory: string, segments: readonly string[]): boolean {
  let parent = directory;
  for (const segment of segments) {
    const other = otherSpelling(segment);
    const isDoubtful = other !== undefined && existsSync(path.join(parent, other));
    if (isDoubtful && !readdirSync(parent).includes(segment)) return false;
    parent = path.join(parent, segment);
  }
  return true;
}

/** @returns the name in other letter case or another Unicode normal form, which some file systems take for the same */
function otherSpelling(name: string): string | undefined {
  const spellings = [name.toUpperCase(), name.toLowerCase(), name.normalize("NFD"), name.normalize("NFC")];
  return spellings.find((spelling) => spelling !== name);
}
