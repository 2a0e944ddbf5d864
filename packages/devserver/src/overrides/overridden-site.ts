import type { Project } from "@mediaroot/core";
import type { ProjectReport } from "../link/messages.ts";
import { templateDirectories } from "../project/project-report.ts";

/** The part of a project that its overrides depend on. The front has it as a `ProjectReport`. */
export type OverriddenSite = Pick<ProjectReport, "root" | "site" | "apps" | "templateDirectories">;

/** @returns the part of a project that its overrides depend on */
export function overriddenSite(project: Project): OverriddenSite {
  const { root, registry } = project;
  return { root, site: project, apps: registry.apps, templateDirectories: templateDirectories(project) };
}
