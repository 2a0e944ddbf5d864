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
