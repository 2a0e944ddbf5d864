import { nearest } from "../nearest.ts";
import type { Layer, ListedDirectory } from "./media-layer.ts";
import { type LayerOptions, namesByKind, readLayers } from "./media-layers.ts";
import { type FinderContext, findWinner } from "./media-lookup.ts";

/** Suggested logical paths in segments, best first. The path of a directory ends with an empty segment. */
export interface Suggestions {
  readonly paths: readonly (readonly string[])[];
  /** Why none were looked for. */
  readonly omitted?: string | undefined;
  /** The directories that alone decide what is suggested: as long as none changes, the suggestions stay. Undefined if more decides. */
  readonly listed?: readonly ListedDirectory[] | undefined;
}

/** No file system has longer names, and comparing a long one with many others is slow. */
const MAX_NAME_LENGTH = 255;
/** In each directory of a path the next one is looked up from the top. */
const MAX_DEPTH = 32;
/** Comparing a name with so many others takes milliseconds. */
const MAX_NAMES = 5000;

const NONE: Suggestions = { paths: [] };

/**
 * Suggests existing paths for a path at which nothing is found: compares its first segment that does not exist with the names
 * beside it.
 *
 * @param from how many of the segments are known to exist
 * @throws system errors
 */
export async function suggestPaths(
  context: FinderContext,
  segments: readonly string[],
  { distributing, from }: LayerOptions & { readonly from: number },
): Promise<Suggestions> {
  if (segments.length > MAX_DEPTH) return { paths: [], omitted: `the path has more than ${MAX_DEPTH} directories` };
  const depth = missingDepth(context, segments, from);
  const wanted = segments[depth];
  if (wanted === undefined || wanted.length > MAX_NAME_LENGTH) return NONE;
  const parent = segments.slice(0, depth);
  const read = await readLayers(context, parent, { distributing, maxNames: MAX_NAMES + 1 });
  if (read === undefined) return NONE;
  const listed = listedBy(read.layers);
  if (!read.isComplete) return { paths: [], omitted: `the directory has more than ${MAX_NAMES} entries`, listed };
  const { directory, file } = await namesByKind(context, parent, read.layers);
  const rest = segments.slice(depth + 1);
  const paths = nearest(wanted, [...directory, ...file]).map((name) => {
    const whole = [...parent, name, ...rest];
    if (rest.length > 0 && findWinner(context, whole) !== undefined) return whole;
    return directory.includes(name) ? [...parent, name, ""] : [...parent, name];
  });
  // With a rest, what is below the near directories decides too.
  return { paths, listed: rest.length > 0 && paths.length > 0 ? undefined : listed };
}

function listedBy(layers: readonly Layer[]): readonly ListedDirectory[] | undefined {
  const listed = layers.flatMap((layer) => layer.listed ?? []);
  return listed.length === layers.length ? listed : undefined;
}

/** @returns the index of the first segment that is no directory */
function missingDepth(context: FinderContext, segments: readonly string[], from: number): number {
  let depth = from;
  while (depth < segments.length && isDirectory(context, segments.slice(0, depth + 1))) depth += 1;
  return depth;
}

function isDirectory(context: FinderContext, segments: readonly string[]): boolean {
  for (const source of context.candidates(segments)) {
    const { kind } = context.entryIn(source, segments);
    if (kind !== "absent") return kind === "directory";
  }
  return false;
}
