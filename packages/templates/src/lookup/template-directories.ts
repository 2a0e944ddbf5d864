import path from "node:path";
import type { Delimiters, LoadedApp, Project } from "@mediaroot/core";
import { templateDirectory } from "@mediaroot/core/internal";
import { templatesError } from "../errors.ts";

/** A template directory. */
export interface TemplateOrigin {
  /** `project`, or the label of an app. */
  readonly source: string;
  /** Its position in the order of lookup, from 0. */
  readonly index: number;
  /** Absolute; need not exist. */
  readonly directory: string;
  readonly delimiters: Delimiters;
}

const DEFAULT_DELIMITERS: Delimiters = ["{{", "}}"];
// The characters at which nunjucks' lexer ends a word. With others, a delimiter would be read as part of a name.
const MARK = /^[()[\]{}%*\-+~/#,:|.<>=!]+$/;

/**
 * Lists the template directories in the order of lookup: TEMPLATES.DIRS, then that of each app in the order of INSTALLED_APPS.
 *
 * @throws TEMPLATE_DELIMITERS_INVALID
 */
export function templateDirectories(project: Project, apps: readonly LoadedApp[]): readonly TemplateOrigin[] {
  const origins = [
    ...project.settings.TEMPLATES.DIRS.map((directory) => ({
      source: "project",
      directory: path.resolve(project.root, directory),
      delimiters: DEFAULT_DELIMITERS,
    })),
    ...apps.map(appOrigin),
  ];
  return origins.map((origin, index) => ({ ...origin, index }));
}

function appOrigin({ app, config }: LoadedApp): Omit<TemplateOrigin, "index"> {
  const own = typeof config.templates === "string" ? undefined : config.templates?.delimiters;
  const delimiters = app.templates.delimiters ?? own ?? DEFAULT_DELIMITERS;
  if (!areDelimiters(delimiters))
    throw templatesError("TEMPLATE_DELIMITERS_INVALID", { label: app.label, found: delimiters });
  return { source: app.label, directory: templateDirectory({ app, config }), delimiters };
}

function areDelimiters(delimiters: unknown): delimiters is Delimiters {
  if (!Array.isArray(delimiters) || delimiters.length !== 2) return false;
  const [open, close] = delimiters as readonly unknown[];
  return (
    [open, close].every((mark) => typeof mark === "string" && MARK.test(mark) && !/^\{[%#]/.test(mark)) &&
    open !== close
  );
}
