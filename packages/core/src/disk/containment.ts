import path from "node:path";

/** The part of `node:path` that `contains` needs. Tests of Windows paths pass `path.win32`. */
export type PathApi = Pick<typeof path, "relative" | "isAbsolute" | "sep">;

/**
 * Whether `inner` is `outer` or lies below it, by whole segments: `/one/two` does not contain `/one/two_x`.
 *
 * @param outer a directory, absolute
 * @param inner a file or directory, absolute
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
