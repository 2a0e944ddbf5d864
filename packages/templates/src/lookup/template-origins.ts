import { realpathSync } from "node:fs";
import path from "node:path";
import { type LoadedApp, type ParsedPath, parseLogicalPath, type Project, reasonOf } from "@mediaroot/core";
import { contains, entryAt } from "@mediaroot/core/internal";
import { type TemplateLocation, templateError } from "../errors.ts";
import { templateDirectories, type TemplateOrigin } from "./template-directories.ts";
import { namesBelow, templateNames } from "./template-names.ts";

/** A template file, identified by its name and its origin. */
export interface TemplateFile {
  readonly name: string;
  readonly origin: TemplateOrigin;
  /** Absolute. */
  readonly file: string;
}

/** A path where a template was looked for, and what is there. */
export interface TemplatePlace {
  /** `project`, or the label of an app. */
  readonly source: string;
  /** Absolute. */
  readonly path: string;
  readonly outcome: "found" | "shadowed" | "absent" | "directory" | "refused";
  /** Why it was refused. */
  readonly reason?: string;
}

/** The template directories of a site, in the order of lookup. */
export interface TemplateOrigins {
  readonly directories: readonly string[];
  /**
   * Finds a template by its name.
   *
   * @param name a path below a template directory
   * @param first the index of the origin at which to start
   * @param at the location of the tag that names the template
   * @returns the first file of that name, or all paths tried
   * @throws TEMPLATE_NAME_REFUSED, TEMPLATE_REFUSED, TEMPLATE_UNREADABLE
   */
  find(name: unknown, first: number, at: TemplateLocation | undefined): TemplateFile | readonly string[];
  /** @returns each place of a template in the order of lookup, or the reason why the name is refused */
  trace(name: string): readonly TemplatePlace[] | string;
  /** @returns the names of templates, for suggestions: at most some thousands */
  names(): readonly string[];
  /** @returns each template of each directory, in the order of lookup, also those that others shadow */
  files(): readonly TemplateFile[];
}

/**
 * Creates the lookup in the template directories of a site.
 *
 * @throws TEMPLATE_DELIMITERS_INVALID
 */
export function createTemplateOrigins(project: Project, apps: readonly LoadedApp[]): TemplateOrigins {
  const origins = templateDirectories(project, apps);
  const directories = origins.map(({ directory }) => directory);
  const roots = [...directories, ...apps.map(({ app }) => app.directory)];
  const allowed = (real: string): boolean => roots.some((root) => contains(realOf(root), real));
  return {
    directories,
    find(name, first, at) {
      const segments = segmentsOf(name, at);
      const tried: string[] = [];
      for (const origin of origins.slice(first)) {
        const file = look(origin.directory, segments, { allowed, at });
        if (file !== undefined) return { name: segments.join("/"), origin, file };
        tried.push(path.join(origin.directory, ...segments));
      }
      return tried;
    },
    trace(name) {
      const parsed = parseName(name);
      if (parsed.kind === "refused") return parsed.reason;
      let isFound = false;
      return origins.map((origin) => {
        const place = placeIn(origin, parsed.segments, allowed);
        if (place.outcome !== "found") return place;
        const outcome = isFound ? "shadowed" : "found";
        isFound = true;
        return { ...place, outcome };
      });
    },
    names: () => templateNames(directories, { allowed }),
    files: () => origins.flatMap((origin) => filesIn(origin, allowed)),
  };
}

function filesIn(origin: TemplateOrigin, allowed: (realPath: string) => boolean): readonly TemplateFile[] {
  const names = [...namesBelow(origin.directory, { allowed })].toSorted();
  return names.map((name) => ({ name, origin, file: path.join(origin.directory, ...name.split("/")) }));
}

function segmentsOf(name: unknown, at: TemplateLocation | undefined): readonly string[] {
  if (typeof name !== "string") throw templateError("TEMPLATE_NAME_REFUSED", { name, reason: "is not a string", at });
  const parsed = parseName(name);
  if (parsed.kind === "path") return parsed.segments;
  throw templateError("TEMPLATE_NAME_REFUSED", { name, reason: parsed.reason, at });
}

function parseName(name: string): ParsedPath {
  const parsed = parseLogicalPath(name);
  return parsed.kind === "path" && parsed.segments.length === 0 ? { kind: "refused", reason: "is empty" } : parsed;
}

function placeIn(
  { source, directory }: Pick<TemplateOrigin, "source" | "directory">,
  segments: readonly string[],
  allowed: (realPath: string) => boolean,
): TemplatePlace {
  const place = { source, path: path.join(directory, ...segments) };
  try {
    const entry = entryAt(directory, segments, { allowed });
    if (entry.kind === "refused") return { ...place, outcome: "refused", reason: entry.reason };
    return { ...place, outcome: entry.kind === "file" ? "found" : entry.kind };
  } catch (error) {
    return { ...place, outcome: "refused", reason: `cannot be read: ${reasonOf(error)}` };
  }
}

interface LookUp {
  readonly allowed: (realPath: string) => boolean;
  readonly at: TemplateLocation | undefined;
}

/** @returns the file, or undefined if it does not exist */
function look(directory: string, segments: readonly string[], { allowed, at }: LookUp): string | undefined {
  const file = path.join(directory, ...segments);
  const entry = readable({ file, at }, () => entryAt(directory, segments, { allowed }));
  if (entry.kind === "absent") return undefined;
  if (entry.kind === "file") return file;
  const reason = entry.kind === "refused" ? entry.reason : "is a directory";
  throw templateError("TEMPLATE_REFUSED", { file, reason, at });
}

/**
 * Runs a function that reads a template from disk.
 *
 * @throws TEMPLATE_UNREADABLE instead of system errors
 */
export function readable<Value>(
  of: { readonly file: string; readonly at: TemplateLocation | undefined },
  read: () => Value,
): Value {
  try {
    return read();
  } catch (error) {
    throw templateError("TEMPLATE_UNREADABLE", { ...of, reason: reasonOf(error) }, error);
  }
}

function realOf(directory: string): string {
  try {
    return realpathSync.native(directory);
  } catch {
    return directory;
  }
}
