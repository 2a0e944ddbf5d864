import { lstatSync, readdirSync, type Stats } from "node:fs";
import path from "node:path";

/** A file, link or directory met on a walk. */
export interface WalkedEntry {
  /** Its logical path. */
  readonly path: string;
  /** Undefined for a name that is not valid UTF-8: readdir reports it, but no system call of Node can reach it. */
  readonly stats: Stats | undefined;
  /** True for an empty directory. */
  readonly isEmpty: boolean;
}

/** Node puts this character in the place of bytes that are not valid UTF-8. */
const REPLACEMENT = "\uFFFD";

/**
 * Walks a directory of the target. Names that are never served are included, since a removal would take them too. The
 * contents of a directory come before the directory. Links are not followed.
 *
 * @param directory absolute
 * @param logicalPath its logical path
 * @returns the number of names in the directory itself
 * @throws system errors
 */
export function* walkTarget(directory: string, logicalPath: string): Generator<WalkedEntry, number> {
  let count = 0;
  for (const name of readdirSync(directory).toSorted()) {
    const place = path.join(directory, name);
    const stats = lstatSync(place, { throwIfNoEntry: false });
    if (stats === undefined && !name.includes(REPLACEMENT)) continue;
    const inner = `${logicalPath}/${name}`;
    const isEmpty = stats?.isDirectory() === true && (yield* walkTarget(place, inner)) === 0;
    yield { path: inner, stats, isEmpty };
    count += 1;
  }
  return count;
}
