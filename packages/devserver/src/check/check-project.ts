import type { Project } from "@mediaroot/core";
import { checkSite } from "./checks.ts";
import { checkDeployment } from "./check-deployment.ts";
import type { Finding } from "./finding.ts";
import { applySilence, type ChecksRun } from "./silence.ts";
import { surveySite } from "./survey-site.ts";

/**
 * Checks a project.
 *
 * @param options `deploy`: whether the settings and the publication are checked for production; `routes`: whether the apps' routes are
 *   created, to know their names
 */
export async function checkProject(project: Project, options: ChecksRun): Promise<readonly Finding[]> {
  const { site, faults } = await surveySite(project, { routes: options.routes, cached: true });
  const deployed = options.deploy ? await checkDeployment(project, site.finder) : [];
  const found = [...faults, ...checkSite(site), ...deployed];
  return sortFindings(
    applySilence(found, site, options),
    project.registry.apps.map(({ label }) => label),
  );
}

/** @returns findings by app, the project first, then by place */
export function sortFindings(findings: readonly Finding[], labels: readonly string[]): readonly Finding[] {
  const rank = new Map(["project", ...labels].map((label, index) => [label, index]));
  const rankOf = ({ app }: Finding): number => rank.get(app) ?? rank.size;
  const byFile = (a: Finding, b: Finding): number => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1);
  return findings.toSorted((a, b) => rankOf(a) - rankOf(b) || byFile(a, b) || a.line - b.line || a.column - b.column);
}
