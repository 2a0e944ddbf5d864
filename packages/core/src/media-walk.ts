import { type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import path from "node:path";
import { errnoOf } from "./error.ts";
import { refuseSegment } from "./logical-path.ts";
import { standingAt } from "./standing.ts";

/** What a walk of a source directory comes upon. `segments` are below that directory. */
export type WalkEntry =
  | { readonly kind: "file"; readonly segments: readonly string[]; readonly path: string; readonly stats: Stats }
  | { readonly kind: "refused"; readonly segments: readonly string[]; readonly path: string; readonly reason: string }
  | { readonly kind: "failed"; readonly segments: readonly string[]; readonly path: string; readonly error: Error };

/** What a walk leaves out, and where links may lead. */
export interface WalkRules {
  readonly ignored: (segments: readonly string[]) => boolean;
  readonly allowed: (realPath: string) => boolean;
}

/**
 * Walks a source directory in order of names: the only recursive readdir. A directory that is not there holds nothing; one
 * that cannot be read is told as `failed`.
 *
 * @param directory absolute
 * @param segments where to start, below it
 */
export function* walkMedia(
  directory: string,
  rules: WalkRules,
  segments: readonly string[] = [],
): Generator<WalkEntry, void> {
  const here = path.join(directory, ...segments);
  const entries = readEntries(here);
  if (entries instanceof Error) {
    yield { kind: "failed", segments, path: here, error: entries };
    return;
  }
  for (const entry of entries) {
    const below = [...segments, entry.name];
    if (rules.ignored(below)) continue;
    const found = look(entry, { directory, here, segments: below, allowed: rules.allowed });
    if (found === "directory") yield* walkMedia(directory, rules, below);
    else if (found !== undefined) yield found;
  }
}

function readEntries(directory: string): readonly Dirent[] | Error {
  try {
    return readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return [];
    return error as Error;
  }
}

interface Place {
  readonly directory: string;
  readonly here: string;
  readonly segments: readonly string[];
  readonly allowed: (realPath: string) => boolean;
}

function look(entry: Dirent, place: Place): WalkEntry | "directory" | undefined {
  const { segments } = place;
  const file = path.join(place.here, entry.name);
  const reason = refuseSegment(entry.name);
  if (reason !== undefined) return { kind: "refused", segments, path: file, reason };
  try {
    if (entry.isDirectory()) return "directory";
    if (entry.isFile()) return { kind: "file", segments, path: file, stats: lstatSync(file) };
    const standing = standingAt(place.directory, segments, place.allowed);
    if (standing.kind === "directory") return "directory";
    if (standing.kind === "absent") return undefined;
    return { ...standing, segments } as WalkEntry;
  } catch (error) {
    return errnoOf(error) === "ENOENT" ? undefined : { kind: "failed", segments, path: file, error: error as Error };
  }
}
