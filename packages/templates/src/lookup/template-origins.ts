import { realpathSync } from "node:fs";
import path from "node:path";
import { type LoadedApp, type ParsedPath, parseLogicalPath, type Project } from "@mediaroot/core";
import { contains } from "@mediaroot/core/internal";
import { type TemplateLocation, templateError } from "../errors.ts";
import { templateDirectories, type TemplateOrigin } from "./template-directories.ts";
import { fileIn, placeIn, type TemplatePlace } from "./template-entry.ts";
import { namesBelow, templateNames } from "./template-names.ts";

/** A template file, identified by its name and its origin. */
export interface TemplateFile {
  readonly name: string;
  readonly origin: TemplateOrigin;
  /** Absolute. */
  readonly file: string;
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
        const file = fileIn(origin.directory, segments, { allowed, at });
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

function realOf(directory: string): string {
  try {
    return realpathSync.native(directory);
  } catch {
    return directory;
  }
}
