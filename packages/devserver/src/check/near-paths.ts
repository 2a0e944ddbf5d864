import path from "node:path";
import { didYouMean } from "@mediaroot/core";
import type { SurveyedSite } from "./surveyed-site.ts";

/** No more names than these are compared with the wanted one. */
const MAX_NAMES = 5000;

type Groups = ReadonlyMap<string, readonly string[]>;

const groupings = new WeakMap<ReadonlySet<string>, { readonly byDirectory: Groups; readonly byName: Groups }>();

/** What bundlers add to the name of a module. */
const ENDINGS = [".js", ".mjs", "/index.js"];

/**
 * @returns ` Did you mean ...?` for the media that a logical path was meant to name: with the ending that bundlers add, or spelled most
 *   like it: beside it, of its name elsewhere in the app, or anywhere
 */
export function nearPaths({ paths }: Pick<SurveyedSite, "paths">, logicalPath: string): string {
  const whole = ENDINGS.map((ending) => `${logicalPath}${ending}`).find((one) => paths.has(one));
  if (whole !== undefined) return ` Did you mean "${whole}"?`;
  const { byDirectory, byName } = groupsOf(paths);
  const beside = byDirectory.get(path.posix.dirname(logicalPath)) ?? [];
  const near = didYouMean(logicalPath, beside.slice(0, MAX_NAMES));
  if (near !== "") return near;
  const [label = ""] = logicalPath.split("/", 1);
  const alike = byName.get(path.posix.basename(logicalPath))?.find((one) => one.startsWith(`${label}/`));
  if (alike !== undefined) return ` Did you mean "${alike}"?`;
  return paths.size > MAX_NAMES ? "" : didYouMean(logicalPath, paths);
}

function groupsOf(paths: ReadonlySet<string>): { readonly byDirectory: Groups; readonly byName: Groups } {
  const known = groupings.get(paths);
  if (known !== undefined) return known;
  const made = {
    byDirectory: Map.groupBy(paths, (one) => path.posix.dirname(one)),
    byName: Map.groupBy(paths, (one) => path.posix.basename(one)),
  };
  groupings.set(paths, made);
  return made;
}
