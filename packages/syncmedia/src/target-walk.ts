import { lstatSync, readdirSync, type Stats } from "node:fs";
import path from "node:path";

/** Something in the target: its logical path, and what it is. */
export interface TargetEntry {
  readonly path: string;
  readonly stats: Stats;
}

/**
 * Walks a directory of the target, names that are never served included: all that a removal would take. What a directory
 * holds comes before the directory. Links are not followed.
 *
 * @param directory absolute
 * @param logicalPath its logical path
 * @throws system errors
 */
export function* walkTarget(directory: string, logicalPath: string): Generator<TargetEntry, void> {
  for (const name of readdirSync(directory).toSorted()) {
    const place = path.join(directory, name);
    const stats = lstatSync(place, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    const inner = `${logicalPath}/${name}`;
    if (stats.isDirectory()) yield* walkTarget(place, inner);
    yield { path: inner, stats };
  }
}
