import path from "node:path";
import { didYouMean } from "@mediaroot/core";
import type { SurveyedSite } from "./surveyed-site.ts";

/** No more names than these are compared with the wanted one. */
const MAX_NAMES = 5000;

const byDirectory = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, readonly string[]>>();

/** @returns ` Did you mean ...?` for the media that is spelled most like a logical path: beside it, else anywhere under the same label */
export function nearPaths({ paths }: Pick<SurveyedSite, "paths">, logicalPath: string): string {
  const directories = directoriesOf(paths);
  const beside = directories.get(path.posix.dirname(logicalPath)) ?? [];
  const near = didYouMean(logicalPath, beside.slice(0, MAX_NAMES));
  if (near !== "") return near;
  const [label = ""] = logicalPath.split("/", 1);
  const name = path.posix.basename(logicalPath);
  const alike = [...paths].filter((one) => path.posix.basename(one) === name && one.startsWith(`${label}/`));
  if (alike.length > 0) return ` Did you mean "${alike[0]}"?`;
  return paths.size > MAX_NAMES ? "" : didYouMean(logicalPath, paths);
}

function directoriesOf(paths: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const known = byDirectory.get(paths);
  if (known !== undefined) return known;
  const grouped = Map.groupBy(paths, (one) => path.posix.dirname(one));
  byDirectory.set(paths, grouped);
  return grouped;
}
