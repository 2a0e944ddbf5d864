import path from "node:path";
import { loadAppConfig, type LoadedApp, type Project } from "@mediaroot/core";
import { loadProjectWithEnv, settingsFiles } from "./load-environment.ts";
import { reportProject, templateDirectory } from "./project-report.ts";
import type { createWorkerApplication } from "./worker-application.ts";
import { trackProject } from "./track-project.ts";
import type { StartOrder, WorkerMessage } from "./worker-link.ts";

/** What a worker serves with. */
export interface ServeOptions {
  /** The path of a Unix socket, or the name of a Windows pipe. */
  readonly socket: string;
  readonly loadEnvFile: (file: string) => void;
  readonly send: (message: WorkerMessage) => void;
  /** Where the application's log goes. */
  readonly write: (text: string) => void;
}

/** The runtime is loaded when media can be served already: it is most of what a worker loads. */
async function loadRuntime(): Promise<typeof createWorkerApplication> {
  return (await import("./worker-application.ts")).createWorkerApplication;
}

/**
 * Loads a project and serves its application on a private socket, telling of each file of the user's code before it is
 * read, and of the project before any app's code runs.
 *
 * @returns ends the application as it wishes to be ended
 * @throws whatever the settings or an app throw
 */
export async function serveApplication(order: StartOrder, options: ServeOptions): Promise<() => Promise<void>> {
  const { send, socket, loadEnvFile } = options;
  const tracking = trackProject(send);
  const from = { directory: order.directory, settings: order.settings, loadEnvFile };
  if (order.settings !== undefined) tracking.note(path.resolve(order.directory, order.settings));
  tracking.note(settingsFiles(from).envFile);
  const project = await loadProjectWithEnv(from);
  tracking.setApps(project.registry.apps.map(({ directory }) => directory));
  send({ kind: "project", project: reportProject(project) });
  const apps = await loadApps(project, tracking.note);
  send({ kind: "templates", directories: apps.map(templateDirectory) });
  const create = await loadRuntime();
  const application = await create(project, options.write);
  // The front is the only client: its connections are kept, and it alone decides what lasts too long.
  Object.assign(application.server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
  await application.listen({ path: socket });
  send({ kind: "ready" });
  return () => application.close();
}

/** In the order of INSTALLED_APPS, as the runtime does it. */
async function loadApps({ registry }: Project, note: (file: string) => void): Promise<readonly LoadedApp[]> {
  const loaded: LoadedApp[] = [];
  for (const app of registry.apps) {
    const one = await loadAppConfig(app);
    // Its first `app.ts` changes the directory, and nothing else that is noted.
    if (one.configFile === undefined) note(app.directory);
    loaded.push(one);
  }
  return loaded;
}
