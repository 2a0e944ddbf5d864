import { lstatSync, readdirSync, type Stats } from "node:fs";
import path from "node:path";

/** Something in the target. */
export interface TargetEntry {
  /** Its logical path. */
  readonly path: string;
  /** Undefined for a name that is no UTF-8: it is there, and nothing that we say reaches it. */
  readonly stats: Stats | undefined;
  /** A directory that holds nothing. */
  readonly isEmpty: boolean;
}

/** What bytes that are no UTF-8 are read as. */
const REPLACEMENT = "\uFFFD";

/**
 * Walks a directory of the target, names that are never served included: all that a removal would take. What a directory
 * holds comes before the directory. Links are not followed.
 *
 * @param directory absolute
 * @param logicalPath its logical path
 * @returns how many names it holds
 * @throws system errors
 */
export function* walkTarget(directory: string, logicalPath: string): Generator<TargetEntry, number> {
  let found = 0;
  for (const name of readdirSync(directory).toSorted()) {
    const place = path.join(directory, name);
    const stats = lstatSync(place, { throwIfNoEntry: false });
    if (stats === undefined && !name.includes(REPLACEMENT)) continue;
    const inner = `${logicalPath}/${name}`;
    const isEmpty = stats?.isDirectory() === true && (yield* walkTarget(place, inner)) === 0;
    yield { path: inner, stats, isEmpty };
    found += 1;
  }
  return found;
}
