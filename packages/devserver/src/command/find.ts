import {
  askIfMeant,
  type Attempt,
  createMediaFinder,
  loadProject,
  type MediaFinder,
  sourceName,
  splitPath,
  type Trace,
} from "@mediaroot/core";
import type { CommandContext, Output } from "./command-context.ts";
import { nearMedia } from "@mediaroot/core";

/** The options of `devserver find`. */
export interface FindOptions {
  readonly json?: boolean;
  readonly settings?: string | undefined;
}

/** What became of one path. */
interface Found {
  readonly path: string;
  readonly file: string | undefined;
  readonly trace: Trace;
  /** Paths that are spelled nearly alike, where it is nowhere. */
  readonly near: readonly string[];
}

/**
 * Shows each place that logical paths are looked for in, in order, and which file wins. Django: `findstatic`.
 *
 * @param paths logical paths; a leading "/" or MEDIA_URL is let pass
 * @returns the exit code: 1 when one of them is nowhere
 * @throws the errors of `loadProject`
 */
export async function find(paths: readonly string[], options: FindOptions, context: CommandContext): Promise<number> {
  const { stdout } = context;
  const project = await loadProject({ ...context, settings: options.settings ?? context.settings });
  const finder = createMediaFinder(project);
  const found = paths.map((path) => look(finder, withoutMediaUrl(path, project.mediaUrl)));
  stdout.write(options.json === true ? renderJson(found) : found.map((one) => renderFound(one, stdout)).join(""));
  return found.every(({ file }) => file !== undefined) ? 0 : 1;
}

function withoutMediaUrl(path: string, mediaUrl: string): string {
  return path.startsWith(mediaUrl) ? path.slice(mediaUrl.length) : path.replace(/^\//, "");
}

function look(finder: MediaFinder, path: string): Found {
  const segments = splitPath(path);
  const [file, trace] = [finder.find(segments)?.path, finder.trace(segments)];
  const isMissing = file === undefined && trace.kind === "looked";
  return {
    path,
    file,
    trace,
    near: isMissing ? nearMedia(finder, segments, 0).map((near) => near.join("/")) : [],
  };
}

function renderJson(found: readonly Found[]): string {
  const paths = found.map(({ path, file, trace, near }) => ({
    path,
    file: file ?? null,
    ...(trace.kind === "refused" ? { refused: trace.reason } : { places: trace.attempts.map(placeOf), near }),
  }));
  return `${JSON.stringify({ paths }, undefined, 2)}\n`;
}

function placeOf({ source, path, outcome, reason }: Attempt): object {
  return { source: sourceName(source), path, outcome, ...(reason === undefined ? {} : { reason }) };
}

function renderFound({ path, file, trace, near }: Found, { style }: Output): string {
  const title = style("bold", path);
  if (trace.kind === "refused") return `${title}\n  ${style("red", "refused")}  it ${trace.reason}\n`;
  const width = Math.max(...trace.attempts.map(({ source }) => sourceName(source).length));
  const rows = trace.attempts.map((attempt) => {
    const outcome = style(attempt.outcome === "found" ? "green" : "dim", attempt.outcome.padEnd("directory".length));
    const why = attempt.reason === undefined ? "" : `  (it ${attempt.reason})`;
    return `  ${outcome}  ${sourceName(attempt.source).padEnd(width)}  ${attempt.path}${why}\n`;
  });
  const isDirectory = trace.attempts.some(({ outcome }) => outcome === "directory");
  const reason = isDirectory ? "It is a directory; name a file in it." : `No file is served there.${askIfMeant(near)}`;
  const nowhere = file === undefined ? `  ${reason}\n` : "";
  return `${title}\n${rows.join("")}${nowhere}`;
}
