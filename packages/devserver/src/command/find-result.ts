import { suggest } from "@mediaroot/core/internal";
import type { Output } from "./command-context.ts";

/** A place where a path was looked for. */
export interface FindPlace {
  /** `project`, or the label of an app. */
  readonly source: string;
  /** Absolute. */
  readonly path: string;
  readonly outcome: string;
  /** Why it is not used although something is there: `leads outside`. */
  readonly reason?: string | undefined;
}

/** What `devserver find` shows of one path. */
export interface FindResult {
  readonly path: string;
  /** The file that wins, absolute. */
  readonly file: string | undefined;
  /** Why the path can never have a file. There are then no places. */
  readonly refused?: string | undefined;
  readonly places: readonly FindPlace[];
  /** Existing paths that are spelled similarly, if there is no file. */
  readonly near: readonly string[];
}

/** @returns the document of `--json` */
export function renderFindJson(found: readonly FindResult[]): string {
  const paths = found.map(({ path, file, refused, places, near }) => ({
    path,
    file: file ?? null,
    ...(refused === undefined ? { places, near } : { refused }),
  }));
  return `${JSON.stringify({ paths }, undefined, 2)}\n`;
}

/** @returns the lines of one path */
export function renderFindResult({ path, file, refused, places, near }: FindResult, { style }: Output): string {
  const title = style("bold", path);
  if (refused !== undefined) return `${title}\n  ${style("red", "refused")}  it ${refused}\n`;
  const width = Math.max(...places.map(({ source }) => source.length));
  const rows = places.map((place) => {
    const outcome = style(place.outcome === "found" ? "green" : "dim", place.outcome.padEnd("directory".length));
    const why = place.reason === undefined ? "" : `  (it ${place.reason})`;
    return `  ${outcome}  ${place.source.padEnd(width)}  ${place.path}${why}\n`;
  });
  const isDirectory = places.some(({ outcome }) => outcome === "directory");
  const reason = isDirectory ? "It is a directory; name a file in it." : `There is no such file.${suggest(near)}`;
  return `${title}\n${rows.join("")}${file === undefined ? `  ${reason}\n` : ""}`;
}
