import { type Attempt, createMediaFinder, loadProject, type MediaFinder, splitPath, type Trace } from "@mediaroot/core";
import { sourceName, suggest } from "@mediaroot/core/internal";
import type { CommandContext, Output } from "./command-context.ts";

/** The options of `devserver find`. */
export interface FindOptions {
  readonly json?: boolean;
  readonly settings?: string | undefined;
}

/** The result for one path. */
interface FindResult {
  readonly path: string;
  readonly file: string | undefined;
  readonly trace: Trace;
  /** Existing paths that are spelled similarly, if there is no file. */
  readonly near: readonly string[];
}

/**
 * Shows the places searched for logical paths, in order, and which file wins. Django: `findstatic`.
 *
 * @param paths logical paths, or URL paths below MEDIA_URL
 * @returns the exit code: 1 if there is no file at one of them
 * @throws the errors of `loadProject`
 */
export async function find(paths: readonly string[], options: FindOptions, context: CommandContext): Promise<number> {
  const { stdout } = context;
  const project = await loadProject({ ...context, settings: options.settings ?? context.settings });
  const finder = createMediaFinder(project);
  const found = await Promise.all(paths.map((path) => look(finder, withoutMediaUrl(path, project.mediaUrl))));
  stdout.write(options.json === true ? renderJson(found) : found.map((one) => renderResult(one, stdout)).join(""));
  return found.every(({ file }) => file !== undefined) ? 0 : 1;
}

function withoutMediaUrl(path: string, mediaUrl: string): string {
  return path.startsWith(mediaUrl) ? path.slice(mediaUrl.length) : path.replace(/^\//, "");
}

async function look(finder: MediaFinder, path: string): Promise<FindResult> {
  const segments = splitPath(path);
  const [file, trace] = [finder.find(segments)?.path, finder.trace(segments)];
  const isMissing = file === undefined && trace.kind === "looked";
  return {
    path,
    file,
    trace,
    near: isMissing ? (await finder.suggest(segments)).paths.map((near) => near.join("/")) : [],
  };
}

function renderJson(found: readonly FindResult[]): string {
  const paths = found.map(({ path, file, trace, near }) => ({
    path,
    file: file ?? null,
    ...(trace.kind === "refused" ? { refused: trace.reason } : { places: trace.attempts.map(jsonOf), near }),
  }));
  return `${JSON.stringify({ paths }, undefined, 2)}\n`;
}

function jsonOf({ source, path, outcome, reason }: Attempt): object {
  return { source: sourceName(source), path, outcome, ...(reason === undefined ? {} : { reason }) };
}

function renderResult({ path, file, trace, near }: FindResult, { style }: Output): string {
  const title = style("bold", path);
  if (trace.kind === "refused") return `${title}\n  ${style("red", "refused")}  it ${trace.reason}\n`;
  const width = Math.max(...trace.attempts.map(({ source }) => sourceName(source).length));
  const rows = trace.attempts.map((attempt) => {
    const outcome = style(attempt.outcome === "found" ? "green" : "dim", attempt.outcome.padEnd("directory".length));
    const why = attempt.reason === undefined ? "" : `  (it ${attempt.reason})`;
    return `  ${outcome}  ${sourceName(attempt.source).padEnd(width)}  ${attempt.path}${why}\n`;
  });
  const isDirectory = trace.attempts.some(({ outcome }) => outcome === "directory");
  const reason = isDirectory ? "It is a directory; name a file in it." : `No file is served there.${suggest(near)}`;
  const missing = file === undefined ? `  ${reason}\n` : "";
  return `${title}\n${rows.join("")}${missing}`;
}
