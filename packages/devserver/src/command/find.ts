import { existsSync } from "node:fs";
import { createMediaFinder, loadProject, type MediaFinder, type Project, splitPath } from "@mediaroot/core";
import { sourceName } from "@mediaroot/core/internal";
import type { CommandContext } from "./command-context.ts";
import { overridesFile } from "../overrides/override-record.ts";
import { type FindResult, renderFindJson, renderFindResult } from "./find-result.ts";

/** The options of `devserver find`. */
export interface FindOptions {
  readonly json?: boolean;
  readonly settings?: string | undefined;
  /** Whether the paths are names of templates. */
  readonly template?: boolean;
}

/**
 * Shows the places searched for logical paths or templates, in order, and which file wins. Django: `findstatic`.
 *
 * @param paths logical paths, or URL paths below MEDIA_URL; names of templates with `template`
 * @returns the exit code: 1 if there is no file at one of them
 * @throws the errors of `loadProject`, and with `template` those of `createTemplates`
 */
export async function find(paths: readonly string[], options: FindOptions, context: CommandContext): Promise<number> {
  const { stdout } = context;
  const project = await loadProject({ ...context, settings: options.settings ?? context.settings });
  const found = await (options.template === true ? findTemplates(paths, project) : findMedia(paths, project));
  const results = await addDrift(found, options.template === true ? "template" : "media", project);
  stdout.write(
    options.json === true ? renderFindJson(results) : results.map((one) => renderFindResult(one, stdout)).join(""),
  );
  return found.every(({ file }) => file !== undefined) ? 0 : 1;
}

/** Adds what apps have changed since the found overrides were copied. */
async function addDrift(
  found: readonly FindResult[],
  kind: "media" | "template",
  project: Project,
): Promise<readonly FindResult[]> {
  if (!existsSync(overridesFile(project.root))) return found;
  const { loadFindDrift } = await import("./find-drift.ts");
  const drift = loadFindDrift(kind, project);
  return found.map((one) => ({ ...one, drift: drift.get(one.path) }));
}

async function findTemplates(names: readonly string[], project: Project): Promise<readonly FindResult[]> {
  const { traceTemplates } = await import("./find-templates.ts");
  return traceTemplates(names, project);
}

async function findMedia(paths: readonly string[], project: Project): Promise<readonly FindResult[]> {
  const finder = createMediaFinder(project);
  const found = await Promise.all(paths.map((path) => look(finder, withoutMediaUrl(path, project.mediaUrl))));
  return Promise.all(found.map((one) => (one.near.length > 0 || isKnown(one) ? one : addHints(one, project, finder))));
}

/** @returns the logical path of a path that MEDIA_URL may precede */
export function withoutMediaUrl(path: string, mediaUrl: string): string {
  return path.startsWith(mediaUrl) ? path.slice(mediaUrl.length) : path.replace(/^\//, "");
}

function isKnown({ file, refused, places }: FindResult): boolean {
  return file !== undefined || refused !== undefined || places.some(({ outcome }) => outcome === "directory");
}

/** Adds what was probably meant by a path at which there is no media. */
async function addHints(result: FindResult, project: Project, finder: MediaFinder): Promise<FindResult> {
  const { logicalPathOnDisk, templateMeant } = await import("./find-hints.ts");
  const onDisk = logicalPathOnDisk(result.path, project, finder);
  return onDisk === undefined
    ? { ...result, template: templateMeant(result.path, project) }
    : { ...result, near: [onDisk] };
}

async function look(finder: MediaFinder, path: string): Promise<FindResult> {
  const segments = splitPath(path);
  const trace = finder.trace(segments);
  if (trace.kind === "refused") return { path, file: undefined, refused: trace.reason, places: [], near: [] };
  const places = trace.attempts.map(({ source, ...attempt }) => ({ source: sourceName(source), ...attempt }));
  const file = finder.find(segments)?.path;
  const near = file === undefined ? (await finder.suggest(segments)).paths.map((one) => one.join("/")) : [];
  return { path, file, places, near };
}
