import path from "node:path";
import {
  appConfigFiles,
  environmentFile,
  loadAppConfig,
  type LoadedApp,
  loadProject,
  type Project,
  templateDirectory,
} from "@mediaroot/core";
import type { FastifyInstance } from "fastify";
import type { ApplicationSource } from "@mediaroot/runtime/load";
import { templateDirectories } from "../project/project-report.ts";
import type { ServeOptions } from "./serve-options.ts";
import type { ProjectTracking } from "./track-project.ts";

/** Where a worker's applications come from. */
export interface WorkerSource extends ApplicationSource {
  createApplication(project: Project): Promise<FastifyInstance>;
}

/** Creates it; each file is told of before it is read, and the template directories when they are known. */
export function createWorkerSource(tracking: ProjectTracking, options: ServeOptions): WorkerSource {
  const { send, write } = options;
  return {
    note: tracking.note,
    async loadProject(settingsFile) {
      const from = {
        directory: path.dirname(settingsFile),
        settings: settingsFile,
        onLookup: tracking.notePlace,
      };
      tracking.note(environmentFile(settingsFile));
      const project = await loadProject(from);
      tracking.addApps(project.registry.apps.map(({ directory }) => directory));
      send({ kind: "templates", directories: templateDirectories(project) });
      return project;
    },
    async createApplication(project) {
      const apps = await loadApps(project, tracking.note);
      send({ kind: "templates", directories: apps.map(templateDirectory) });
      // The runtime is loaded when media can be served already: it is most of what a worker loads.
      const { createWorkerApplication } = await import("./worker-application.ts");
      return createWorkerApplication(project, write);
    },
  };
}

/** In the order of INSTALLED_APPS, as the runtime does it. */
async function loadApps({ registry }: Project, note: (file: string) => void): Promise<readonly LoadedApp[]> {
  const loaded: LoadedApp[] = [];
  for (const app of registry.apps) {
    // Each of them: its first, and one that comes before the one that is there.
    for (const file of appConfigFiles(app)) note(file);
    loaded.push(await loadAppConfig(app));
  }
  return loaded;
}
