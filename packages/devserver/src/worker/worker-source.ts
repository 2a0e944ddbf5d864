import path from "node:path";
import { loadAppConfig, type LoadedApp, loadProject, type Project } from "@mediaroot/core";
import { appConfigFiles, environmentFile, templateDirectory } from "@mediaroot/core/internal";
import type { FastifyInstance } from "fastify";
import type { ApplicationSource } from "@mediaroot/runtime/load";
import { templateDirectories } from "../project/project-report.ts";
import type { ServeOptions } from "./serve-options.ts";
import type { ProjectTracking } from "./track-project.ts";

/** Where a worker's applications come from. */
export interface WorkerSource extends ApplicationSource {
  createApplication(project: Project): Promise<FastifyInstance>;
}

/** Creates the source. Each file is reported before it is read, template directories as soon as they are known. */
export function createWorkerSource(tracking: ProjectTracking, options: ServeOptions): WorkerSource {
  const { send, write } = options;
  return {
    onLookup: tracking.trackFile,
    async loadProject(settingsFile) {
      const from = {
        directory: path.dirname(settingsFile),
        settings: settingsFile,
        onLookup: tracking.trackLookup,
      };
      tracking.trackFile(environmentFile(settingsFile));
      const project = await loadProject(from);
      tracking.addProject(project);
      send({ kind: "templates", directories: templateDirectories(project) });
      return project;
    },
    async createApplication(project) {
      const apps = await loadApps(project, tracking.trackFile);
      const { SETUP } = project.settings;
      // It may not be there yet.
      if (SETUP !== undefined) tracking.trackFile(path.resolve(project.root, SETUP));
      send({ kind: "templates", directories: apps.map(templateDirectory) });
      // The runtime is most of what a worker loads, and media can be served before it is there.
      const { createWorkerApplication } = await import("./worker-application.ts");
      return createWorkerApplication(project, write);
    },
  };
}

/** Loads in the order of INSTALLED_APPS, as the runtime does. */
async function loadApps({ registry }: Project, track: (file: string) => void): Promise<readonly LoadedApp[]> {
  const loaded: LoadedApp[] = [];
  for (const app of registry.apps) {
    // Track all four names: the first `app.ts`, or one that would take precedence.
    for (const file of appConfigFiles(app)) track(file);
    loaded.push(await loadAppConfig(app));
  }
  return loaded;
}
