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

const NO_RIVALS: Rivals = { precededBy: [], shadows: [] };

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
  return (logicalPath) => {
    const [first = ""] = logicalPath.split("/", 1);
    let candidates = known.get(first);
    if (candidates === undefined) {
      candidates = context.candidates([first]).filter((rival) => listed.includes(rival));
      known.set(first, candidates);
    }
    if (candidates.length === 1) return NO_RIVALS;
    return rivalsOf(context, { source, candidates, segments: logicalPath.split("/") });
  };
}

interface Contested {
  readonly source: MediaSource;
  readonly candidates: readonly MediaSource[];
  readonly segments: readonly string[];
}

function rivalsOf(context: FinderContext, { source, candidates, segments }: Contested): Rivals | Error | undefined {
  const own = candidates.indexOf(source);
  try {
    const before = candidates.slice(0, own).map((rival) => context.entryIn(rival, segments));
    const precededBy = before.flatMap((entry) => (entry.kind === "absent" ? entry.at : []));
    if (precededBy.length < before.length) return undefined;
    const shadows = candidates.slice(own + 1).filter((rival) => context.entryIn(rival, segments).kind === "file");
    return { precededBy, shadows };
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return error as Error;
  }
}
