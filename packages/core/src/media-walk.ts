import { type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import path from "node:path";
import { isNotThere } from "./file-status.ts";
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
 * @param start where to start, below it
 */
export function* walkMedia(
  directory: string,
  rules: WalkRules,
  start: readonly string[] = [],
): Generator<WalkEntry, void> {
  const found = start.length === 0 ? "directory" : look({ directory, segments: start, allowed: rules.allowed });
  if (found === "directory") yield* walkDirectory(directory, rules, start);
  else if (found !== undefined) yield found;
}

function* walkDirectory(directory: string, rules: WalkRules, segments: readonly string[]): Generator<WalkEntry, void> {
  const here = path.join(directory, ...segments);
  const entries = readEntries(here);
  if (entries instanceof Error) {
    yield { kind: "failed", segments, path: here, error: entries };
    return;
  }
  for (const entry of entries) {
    const below = [...segments, entry.name];
    if (rules.ignored(below)) continue;
    const found = look({ directory, segments: below, allowed: rules.allowed }, entry);
    if (found === "directory") yield* walkDirectory(directory, rules, below);
    else if (found !== undefined) yield found;
  }
}

function readEntries(directory: string): readonly Dirent[] | Error {
  try {
    return readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return isNotThere(error) ? [] : (error as Error);
  }
}

interface Place {
  readonly directory: string;
  readonly segments: readonly string[];
  readonly allowed: (realPath: string) => boolean;
}

/** One name. What its directory says is a file or a directory, and no link, needs no further look. */
function look({ directory, segments, allowed }: Place, entry?: Dirent): WalkEntry | "directory" | undefined {
  const file = path.join(directory, ...segments);
  const reason = refuseSegment(segments.at(-1) ?? "");
  if (reason !== undefined) return { kind: "refused", segments, path: file, reason };
  try {
    if (entry?.isDirectory()) return "directory";
    if (entry?.isFile()) return { kind: "file", segments, path: file, stats: lstatSync(file) };
    const standing = standingAt(directory, segments, allowed);
    if (standing.kind === "directory") return "directory";
    return standing.kind === "absent" ? undefined : ({ ...standing, segments } as WalkEntry);
  } catch (error) {
    return isNotThere(error) ? undefined : { kind: "failed", segments, path: file, error: error as Error };
  }
}
