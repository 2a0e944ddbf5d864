import { loadAppConfig, type LoadedApp, type Project } from "@mediaroot/core";
import { createTemplates } from "@mediaroot/templates";
import type { FindResult } from "./find-result.ts";

/**
 * Imports the apps' `app.ts`, which may name their template directories, and looks for templates.
 *
 * @throws the errors of `loadAppConfig` and `createTemplates`
 */
export async function traceTemplates(names: readonly string[], project: Project): Promise<readonly FindResult[]> {
  const apps: LoadedApp[] = [];
  for (const app of project.registry.apps) apps.push(await loadAppConfig(app));
  const templates = createTemplates(project, apps);
  return names.map((path) => {
    const trace = templates.trace(path);
    if (trace.kind === "refused") return { path, file: undefined, refused: trace.reason, places: [], near: [] };
    const file = trace.places.find(({ outcome }) => outcome === "found")?.path;
    return { path, file, places: trace.places, near: file === undefined ? trace.near : [] };
  });
}
