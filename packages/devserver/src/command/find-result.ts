import { suggest } from "@mediaroot/core/internal";
import type { Output } from "./command-context.ts";
import { escapeLines } from "./escape-lines.ts";

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

/** The changes of an app to a file since it was copied to override it. */
export interface FindDrift {
  readonly label: string;
  /** `gone`: the app has no such file any more. */
  readonly state: "changed" | "gone";
  /** The app with the version of its package, then and now. */
  readonly versions: string;
  /** A unified difference; null if there is none to show. */
  readonly diff: string | null;
}

/** The result of `devserver find` for one path. */
export interface FindResult {
  readonly path: string;
  /** The file that wins, absolute. */
  readonly file: string | undefined;
  /** Why the path can never have a file. There are then no places. */
  readonly refused?: string | undefined;
  readonly places: readonly FindPlace[];
  /** Existing paths that are spelled similarly, if there is no file. */
  readonly near: readonly string[];
  /** The name of the template that was probably meant, if there is no media. */
  readonly template?: string | undefined;
  /** Undefined if the file is no override of a copied file, or the app has not changed. */
  readonly drift?: FindDrift | undefined;
}

/** @returns the document of `--json` */
export function renderFindJson(found: readonly FindResult[]): string {
  const paths = found.map(({ path, file, refused, places, near, drift }) => ({
    path,
    file: file ?? null,
    ...(refused === undefined ? { places, near } : { refused }),
    ...(drift !== undefined && { drift }),
  }));
  return `${JSON.stringify({ paths }, undefined, 2)}\n`;
}

/** @returns the lines of one path */
export function renderFindResult(result: FindResult, { style }: Output): string {
  const { path, file, refused, places, near, template, drift } = result;
  const title = style("bold", path);
  if (refused !== undefined) return `${title}\n  ${style("red", "refused")}  it ${refused}\n`;
  const width = Math.max(...places.map(({ source }) => source.length));
  const rows = places.map((place) => {
    const outcome = style(place.outcome === "found" ? "green" : "dim", place.outcome.padEnd("directory".length));
    const why = place.reason === undefined ? "" : `  (it ${place.reason})`;
    return `  ${outcome}  ${place.source.padEnd(width)}  ${place.path}${why}\n`;
  });
  const isDirectory = places.some(({ outcome }) => outcome === "directory");
  const meant = template === undefined ? suggest(near) : ` For the template: devserver find --template ${template}`;
  const reason = isDirectory ? "It is a directory; name a file in it." : `There is no such file.${meant}`;
  return `${title}\n${rows.join("")}${file === undefined ? `  ${reason}\n` : ""}${drift === undefined ? "" : renderDrift(drift, style)}`;
}

function renderDrift({ state, label, versions, diff }: FindDrift, style: Output["style"]): string {
  if (state === "gone") return `  ${style("yellow", `${label} has no such file any more`)}\n`;
  const title = `  ${style("yellow", "changed in the app since it was copied")}  ${versions}\n`;
  return `${title}${diff === null ? "" : escapeLines(diff)}`;
}
