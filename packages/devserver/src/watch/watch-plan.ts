import path from "node:path";
import { isEditorFile } from "./editor-file.ts";
import type { SourceFile } from "../link/source-file.ts";
import type { ProjectReport } from "../link/messages.ts";

const IN_PACKAGES = /[/\\]node_modules(?:[/\\]@[^/\\]+)?$/;
const CODE = /\.(?:[cm]?[jt]s|json)$/;

/** Directories to watch: `flat` without their subdirectories, `deep` with them, except node_modules and dotted names. */
export interface WatchedDirectories {
  readonly flat: readonly string[];
  readonly deep: readonly string[];
}

/**
 * Decides which directories are watched for a project: those of the code that was read, those of the apps (`app.ts`, `media/`
 * or `templates/` may appear there), the templates with all below them, and the media sources without what is below them.
 * Directories that media was served from are added later, one by one.
 *
 * @param project undefined until the first has loaded
 * @param files the files that the worker has read
 */
export function planWatch(project: ProjectReport | undefined, files: readonly SourceFile[]): WatchedDirectories {
  const code = files.map((file) => path.dirname(file.path)).filter((directory) => !IN_PACKAGES.test(directory));
  if (project === undefined) return { flat: unique(code), deep: [] };
  const apps = project.apps.map(({ directory }) => directory);
  const media = [...project.site.sources, ...project.site.mounts].map(({ directory }) => directory);
  const settings = path.dirname(project.settingsFile);
  return {
    flat: unique([settings, project.root, ...apps, ...media, ...code]),
    deep: unique(project.templateDirectories),
  };
}

function unique(directories: readonly string[]): readonly string[] {
  return [...new Set(directories)];
}

/** The directories that are watched now. */
export interface WatchedSets {
  readonly flat: ReadonlySet<string>;
  readonly deep: ReadonlySet<string>;
  /** Whether the files of flat directories are polled one by one, since the system does not report them. */
  readonly eachFile: boolean;
}

/**
 * Decides whether a path lies outside what is watched.
 *
 * @param file absolute
 * @param isDirectory undefined if not known yet
 */
export function isLeftOut(
  { flat, deep, eachFile }: WatchedSets,
  file: string,
  isDirectory: boolean | undefined,
): boolean {
  if (flat.has(file) || deep.has(file)) return false;
  if (eachFile && isDirectory !== true && flat.has(path.dirname(file))) return false;
  for (let at = file; !deep.has(at); at = path.dirname(at)) {
    const name = path.basename(at);
    if (name === "" || name === "node_modules" || (at !== file && name.startsWith("."))) return true;
  }
  return isDirectory === true && path.basename(file).startsWith(".");
}

/** Whether a new file may change what an import resolves to: code in a directory of code that was read, or of an app. */
export function isNewCode(file: string, project: ProjectReport | undefined, files: readonly SourceFile[]): boolean {
  if (!CODE.test(file) || isEditorFile(file) || files.some((known) => known.path === file)) return false;
  const directory = path.dirname(file);
  const apps = project?.apps ?? [];
  const code = files.filter((known) => path.basename(known.path) !== "package.json");
  return (
    apps.some((app) => app.directory === directory) || code.some((known) => path.dirname(known.path) === directory)
  );
}
