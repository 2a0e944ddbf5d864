import { MediarootError, type Project } from "@mediaroot/core";
import type { SurveyedSite } from "./surveyed-site.ts";

/**
 * Creates the application, and closes it. DEBUG counts as on, so that a site without the settings of production can be checked.
 *
 * @returns undefined if APPLICATION answers, whose routes are unknown
 * @throws what `createApplication` throws
 */
export async function loadRoutes(project: Project): Promise<SurveyedSite["routes"]> {
  if (project.settings.APPLICATION !== undefined) return undefined;
  const { createApplication } = await import("@mediaroot/runtime");
  const app = await createApplication({ ...project, debug: true }, { fastify: { logger: false } });
  const { url_for } = app;
  await app.close();
  return (name) => {
    try {
      url_for(name);
    } catch (error) {
      if (error instanceof MediarootError && error.code === "URL_NAME_UNKNOWN") return { near: nearOf(error) };
    }
    return undefined;
  };
}

/** The error ends with the nearest names, if there are any. */
function nearOf({ message }: MediarootError): string {
  return / Did you mean [^]*$/.exec(message)?.[0] ?? "";
}
