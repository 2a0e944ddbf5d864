import { realpathSync } from "node:fs";
import path from "node:path";
import { type Delimiters, type LoadedApp, parseLogicalPath, type Project, reasonOf } from "@mediaroot/core";
import { contains, entryAt, templateDirectory } from "@mediaroot/core/internal";
import { type TemplateLocation, templateError, templatesError } from "./errors.ts";
import { templateNames } from "./template-names.ts";

/** A template directory. */
export interface TemplateOrigin {
  /** Its position in the order of lookup, from 0. */
  readonly index: number;
  /** Absolute; need not exist. */
  readonly directory: string;
  readonly delimiters: Delimiters;
}

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
  /** @returns the names of templates, for suggestions: at most some thousands */
  names(): readonly string[];
}

const DEFAULT_DELIMITERS: Delimiters = ["{{", "}}"];
// The characters at which nunjucks' lexer ends a word. With others, a delimiter would be read as part of a name.
const MARK = /^[()[\]{}%*\-+~/#,:|.<>=!]+$/;

/**
 * Lists the template directories: TEMPLATES.DIRS, then that of each app in the order of INSTALLED_APPS.
 *
 * @throws TEMPLATE_DELIMITERS_INVALID
 */
export function createTemplateOrigins(project: Project, apps: readonly LoadedApp[]): TemplateOrigins {
  const origins = [
    ...project.settings.TEMPLATES.DIRS.map((directory) => ({
      directory: path.resolve(project.root, directory),
      delimiters: DEFAULT_DELIMITERS,
    })),
    ...apps.map(appOrigin),
  ].map((origin, index) => ({ ...origin, index }));
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
    names: () => templateNames(directories, { allowed }),
  };
}

function appOrigin({ app, config }: LoadedApp): Omit<TemplateOrigin, "index"> {
  const own = typeof config.templates === "string" ? undefined : config.templates?.delimiters;
  const delimiters = app.templates.delimiters ?? own ?? DEFAULT_DELIMITERS;
  if (!areDelimiters(delimiters))
    throw templatesError("TEMPLATE_DELIMITERS_INVALID", { label: app.label, found: delimiters });
  return { directory: templateDirectory({ app, config }), delimiters };
}

function areDelimiters(delimiters: unknown): delimiters is Delimiters {
  if (!Array.isArray(delimiters) || delimiters.length !== 2) return false;
  const [open, close] = delimiters as readonly unknown[];
  return (
    [open, close].every((mark) => typeof mark === "string" && MARK.test(mark) && !/^\{[%#]/.test(mark)) &&
    open !== close
  );
}

function segmentsOf(name: unknown, at: TemplateLocation | undefined): readonly string[] {
  if (typeof name !== "string") throw templateError("TEMPLATE_NAME_REFUSED", { name, reason: "is not a string", at });
  const parsed = parseLogicalPath(name);
  if (parsed.kind === "path" && parsed.segments.length > 0) return parsed.segments;
  const reason = parsed.kind === "refused" ? parsed.reason : "is empty";
  throw templateError("TEMPLATE_NAME_REFUSED", { name, reason, at });
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
