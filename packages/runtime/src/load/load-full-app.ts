import path from "node:path";
import { loadProject, type Project } from "@mediaroot/core";
import { type FullApp, type FullAppOptions, logToStderr } from "@mediaroot/media";
import { warnOfOtherMedia } from "./mounted-project.ts";
import { type ApplicationSource, bindSiteLoader } from "./site-loader.ts";

/** How to load, and how to answer. */
export interface LoadFullAppOptions extends FullAppOptions {
  readonly source?: ApplicationSource | undefined;
  /**
   * The seconds that each application may take to load; it may wait for its database.
   *
   * @default 120
   */
  readonly patience?: number | undefined;
}

/**
 * Loads the whole site that a project's settings describe, as `devserver start` serves it: APPLICATION or, without one, the
 * apps' own routes; the applications and directories of MOUNTS; and media around it all.
 *
 * @param project what `loadProject` gives
 * @throws APPLICATION_NOT_FOUND, APPLICATION_UNFINISHED, APPLICATION_UNKNOWN, APPLICATION_EXPORT_MISSING, APPLICATION_FAILED, APPLICATION_CYCLE,
 *   APPLICATION_UNUSABLE, MOUNT_REFUSED; what `createApplication` throws
 * @example
 * const fullApp = await loadFullApp(await loadProject());
 * await fullApp.listen(8000, "127.0.0.1");
 */
export async function loadFullApp(project: Project, options: LoadFullAppOptions = {}): Promise<FullApp> {
  const { source = defaultSource, patience = 120, ...media } = options;
  const { log = logToStderr } = options;
  const warned: ApplicationSource = {
    ...source,
    async loadProject(file) {
      const other = await source.loadProject(file);
      const warning = warnOfOtherMedia(project, other);
      if (warning !== undefined) log(warning, undefined);
      return other;
    },
  };
  return bindSiteLoader({ source: warned, patience, media })(project, [project.settingsFile], "");
}

const defaultSource: ApplicationSource = {
  loadProject: (settingsFile) => loadProject({ directory: path.dirname(settingsFile), settings: settingsFile }),
  async createApplication(project) {
    const { createApplication } = await import("../site/application.ts");
    return createApplication(project);
  },
  onLookup: () => {},
};
