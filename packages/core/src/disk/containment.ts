import path from "node:path";

/** The part of `node:path` that containment needs; `path.win32` in tests of Windows paths. */
export type PathApi = Pick<typeof path, "relative" | "isAbsolute" | "sep">;

/**
 * Whether `inner` is `outer` or lies below it. Both absolute; the comparison is by whole segments, so `/one/two`
 * does not hold `/one/two_x`.
 *
 * @param outer a directory
 * @param inner a file or directory
 */
export function contains(outer: string, inner: string, api: PathApi = path): boolean {
  const relative = api.relative(outer, inner);
  return relative !== ".." && !relative.startsWith(`..${api.sep}`) && !api.isAbsolute(relative);
}

/** Whether a path, or one above it, is in a set of paths; all absolute. */
export function isWithin(target: string, places: ReadonlySet<string>): boolean {
  const above = path.dirname(target);
  return places.has(target) || (above !== target && isWithin(above, places));
}
