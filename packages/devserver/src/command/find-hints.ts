import path from "node:path";
import { type MediaFinder, type Project, splitPath } from "@mediaroot/core";
import { contains } from "@mediaroot/core/internal";
import { createTemplates } from "@mediaroot/templates";

/**
 * Finds what somebody meant who wrote where a media file is on disk: `blog/media/css/blog.css` for `blog/css/blog.css`.
 *
 * @param written below the project root, or absolute, with or without its first slash
 * @returns the logical path; undefined if no media source has the file
 */
export function logicalPathOnDisk(written: string, project: Project, finder: MediaFinder): string | undefined {
  for (const file of [path.resolve(project.root, written), path.resolve("/", written)]) {
    const source = project.sources.find(({ directory }) => contains(directory, file));
    if (source === undefined) continue;
    const logicalPath = source.mount + path.relative(source.directory, file).split(path.sep).join("/");
    if (finder.find(splitPath(logicalPath)) !== undefined) return logicalPath;
  }
  return undefined;
}

/**
 * Finds the template that somebody meant who wrote its name, or where it is on disk. No code of the apps is run, so that template
 * directories that only an `app.ts` names are left out.
 *
 * @returns its name; undefined if there is none
 * @throws the errors of `createTemplates`
 */
export function templateMeant(written: string, project: Project): string | undefined {
  const apps = project.registry.apps.map((app) => ({ app, configFile: undefined, config: {} }));
  const templates = createTemplates(project, apps);
  const names = [written, written.replace(/^.*?\btemplates\//, "")];
  return names.find((name) => {
    const trace = templates.trace(name);
    return trace.kind !== "refused" && trace.places.some(({ outcome }) => outcome === "found");
  });
}
