import path from "node:path";
import { isEditorFile } from "./editor-file.ts";
import type { SourceFile } from "../link/source-file.ts";
import type { ProjectReport } from "../link/messages.ts";

const IN_PACKAGES = /[/\\]node_modules(?:[/\\]@[^/\\]+)?$/;
const CODE = /\.(?:[cm]?[jt]s|json)$/;

/** Directories to watch: `flat` for their own files only, `deep` with everything below but node_modules and dotted names. */
export interface WatchedDirectories {
  readonly flat: readonly string[];
  readonly deep: readonly string[];
}

/**
 * Decides which directories are watched for a project: those of the code that was read, of each app (its first `app.ts`,
 * `media/` or `templates/` may appear), of the templates, and the media sources' own; not what lies below those. The
 * directories of media that has been served come later, one by one.
 *
 * @param project undefined while none has loaded
 * @param files what the worker has read
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

/** What is watched now. */
export interface WatchedSets {
  readonly flat: ReadonlySet<string>;
  readonly deep: ReadonlySet<string>;
  /** Whether the files of flat directories are looked at one by one, where the system does not tell of them. */
  readonly eachFile: boolean;
}

/**
 * Decides whether a path lies outside what is watched.
 *
 * @param file absolute
 * @param isDirectory undefined while it is not known
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

/**
 * Whether a file that appeared may change which file an import means: code beside code that was read, or in an app's
 * directory.
 */
export function isNewCode(file: string, project: ProjectReport | undefined, files: readonly SourceFile[]): boolean {
  if (!CODE.test(file) || isEditorFile(file) || files.some((known) => known.path === file)) return false;
  const directory = path.dirname(file);
  const apps = project?.apps ?? [];
  return (
    apps.some((app) => app.directory === directory) || files.some((known) => path.dirname(known.path) === directory)
  );
}
