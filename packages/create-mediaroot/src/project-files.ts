import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ProjectKind } from "./project-kind.ts";

/** The text of each file, by its path with `/`. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** The values that go into the files of a project. Each replaces its name between double underscores: `__LABEL__`. */
export interface ProjectValues {
  readonly NAME: string;
  readonly LABEL: string;
  /** The version of Mediaroot that the project needs. */
  readonly VERSION: string;
  readonly SECRET_KEY: string;
}

// The same from src and from dist.
const TEMPLATES = fileURLToPath(new URL("../templates", import.meta.url));

/** Loads the files of a new project, with its values in place. */
export function loadProjectFiles(kind: ProjectKind, values: ProjectValues): ProjectFiles {
  const directory = path.join(TEMPLATES, kind);
  const entries = globSync("**/{*,.*}", { cwd: directory, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(directory, file).split(path.sep).map(projectName).join("/");
    return [fill(name, values), fill(readFileSync(file, "utf8"), values)];
  });
  return Object.fromEntries(files) as ProjectFiles;
}

/** Files that npm or git would act on in this package, such as `.gitignore`, are kept under another name: `.gitignore.template`. */
function projectName(name: string): string {
  return name.replace(/\.template$/, "");
}

function fill(text: string, values: ProjectValues): string {
  return text.replaceAll(/__(NAME|LABEL|VERSION|SECRET_KEY)__/g, (_, name: keyof ProjectValues) => values[name]);
}
