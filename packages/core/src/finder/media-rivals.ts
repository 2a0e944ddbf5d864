import path from "node:path";
import type { PathEntry } from "../disk/path-entry.ts";
import { errnoOf } from "../error.ts";
import type { MediaSource } from "./media-file.ts";
import type { FinderContext } from "./media-lookup.ts";

/** The sources that have something at the path of a file too. */
export interface Rivals {
  /** Paths in the sources that come before. */
  readonly precededBy: readonly string[];
  /** The sources whose file it shadows. */
  readonly shadows: readonly MediaSource[];
}

/** The rivals of a file whose path cannot be in any other source. */
export const NO_RIVALS: Rivals = { precededBy: [], shadows: [] };

/**
 * Gives the function that finds the rivals of a file in other sources: undefined if an earlier source hides the file, an error
 * if a source could not be read.
 *
 * @param source the file's own
 * @param listed the sources that count, in order of precedence
 */
export function bindRivals(
  context: FinderContext,
  source: MediaSource,
  listed: readonly MediaSource[],
): (logicalPath: string) => Rivals | Error | undefined {
  const known = new Map<string, readonly MediaSource[]>();
  const entryIn = bindEntryIn(context);
  const candidatesAt = (first: string): readonly MediaSource[] => {
    const candidates = known.get(first) ?? context.candidates([first]).filter((rival) => listed.includes(rival));
    known.set(first, candidates);
    return candidates;
  };
  const mounted = source.mount === "" ? undefined : candidatesAt(source.mount.slice(0, -1));
  return (logicalPath) => {
    const candidates = mounted ?? candidatesAt(logicalPath.split("/", 1)[0] ?? "");
    if (candidates.length === 1) return NO_RIVALS;
    const own = candidates.indexOf(source);
    return rivalsOf(logicalPath, { before: candidates.slice(0, own), after: candidates.slice(own + 1), entryIn });
  };
}

type EntryIn = (rival: MediaSource, logicalPath: string) => PathEntry;

/** Files are asked for directory by directory, so the directory that a source was found not to have is mostly that of the next file too. */
function bindEntryIn(context: FinderContext): EntryIn {
  const missing = new Map<MediaSource, { readonly below: string; readonly entry: PathEntry }>();
  return (rival, logicalPath) => {
    const last = missing.get(rival);
    if (last !== undefined && logicalPath.startsWith(last.below)) return last.entry;
    const segments = logicalPath.split("/");
    const entry = context.entryIn(rival, segments);
    if (entry.kind === "absent" && entry.at !== entry.path) {
      const depth = path.relative(entry.at, entry.path).split(path.sep).length;
      missing.set(rival, { below: `${segments.slice(0, -depth).join("/")}/`, entry });
    }
    return entry;
  };
}

interface Contested {
  /** The sources that come before the file's own, and after it. */
  readonly before: readonly MediaSource[];
  readonly after: readonly MediaSource[];
  readonly entryIn: EntryIn;
}

function rivalsOf(logicalPath: string, { before, after, entryIn }: Contested): Rivals | Error | undefined {
  try {
    const entries = before.map((rival) => entryIn(rival, logicalPath));
    const precededBy = entries.flatMap((entry) => (entry.kind === "absent" ? entry.at : []));
    if (precededBy.length < before.length) return undefined;
    const shadows = after.filter((rival) => entryIn(rival, logicalPath).kind === "file");
    return { precededBy, shadows };
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return error as Error;
  }
}
