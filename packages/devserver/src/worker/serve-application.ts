import path from "node:path";
import { loadProject, type Project } from "@mediaroot/core";
import { environmentFile, findSettingsFile } from "@mediaroot/core/internal";
import { warnOfDrift } from "../overrides/warn-of-drift.ts";
import { reportProject } from "../project/project-report.ts";
import { readClientAddresses } from "./client-addresses.ts";
import { trackProject } from "./track-project.ts";
import type { ServeOptions } from "./serve-options.ts";
import type { StartOrder } from "../link/messages.ts";
import { warnOfListening } from "./warn-of-listening.ts";
import type { WorkerSite } from "./worker-site.ts";
import { createWorkerSource, type WorkerSource } from "./worker-source.ts";

/**
 * Loads a project and serves its application on a private socket. Reports each file of the user's code before it is read,
 * and the project before any application's code runs.
 *
 * @returns closes the application, its own shutdown hooks included
 * @throws whatever the settings, an app or an application throw
 */
export async function serveApplication(order: StartOrder, options: ServeOptions): Promise<() => Promise<void>> {
  const { send, socket } = options;
  const tracking = trackProject(send);
  const from = { directory: order.directory, settings: order.settings, onLookup: tracking.trackLookup };
  if (order.settings !== undefined) tracking.trackFile(path.resolve(order.directory, order.settings));
  tracking.trackFile(environmentFile(findSettingsFile(from.directory, from.settings)));
  const project = await loadProject(from);
  tracking.addProject(project);
  const report = await reportProject(project);
  const warnings = [...report.warnings, ...(await warnOfDrift(report))];
  send({ kind: "project", project: { ...report, warnings } });
  warnOfListening(options.write);
  const application = await loadSite(project, createWorkerSource(tracking, options), options);
  // The front is the only client. It keeps its connections, and limits the time of requests itself.
  Object.assign(application.server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
  readClientAddresses(application.server);
  await application.listen({ path: socket });
  tracking.reportLibraries();
  send({ kind: "ready" });
  return async () => void (await application.close());
}

/** Most sites have only their apps' routes, and load no composition. */
async function loadSite(project: Project, source: WorkerSource, options: ServeOptions): Promise<WorkerSite> {
  if (!isComposed(project)) return source.createApplication(project);
  const { loadWorkerSite } = await import("./worker-site.ts");
  return loadWorkerSite(project, source, options);
}

function isComposed({ settings, applicationMounts }: Project): boolean {
  return settings.APPLICATION !== undefined || applicationMounts.length > 0;
}
