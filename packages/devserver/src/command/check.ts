import { loadProject } from "@mediaroot/core";
import type { Finding } from "../check/finding.ts";
import type { CommandContext } from "./command-context.ts";
import { renderFindings, renderFindingsJson } from "./render-findings.ts";

/** The options of `devserver check`. */
export interface CheckOptions {
  readonly deploy?: boolean;
  /** Checks the package here as npm would pack it, instead of a project; its label may be named. */
  readonly pack?: true | string;
  readonly json?: boolean;
  readonly settings?: string | undefined;
  /** Whether warnings fail too. */
  readonly strict?: boolean;
  /** Whether it runs beside a dev server, which has created the routes: they are not created a second time. */
  readonly background?: boolean;
}

/**
 * Checks the project, and prints what is wrong with it.
 *
 * @returns the exit code: 1 if there are errors, or with `strict` warnings
 * @throws the errors of `loadProject`, and with `pack` PACKAGE_NOT_FOUND and PACK_FAILED
 */
export async function check(options: CheckOptions, context: CommandContext): Promise<number> {
  const { stdout, directory } = context;
  const findings = await findingsOf(options, context);
  stdout.write(options.json === true ? renderFindingsJson(findings) : renderFindings(findings, { directory, stdout }));
  const fails = ({ level }: Finding): boolean => level === "error" || options.strict === true;
  return findings.some(fails) ? 1 : 0;
}

async function findingsOf(options: CheckOptions, context: CommandContext): Promise<readonly Finding[]> {
  const { pack } = options;
  if (pack !== undefined) {
    const { checkPackage } = await import("../check/check-package.ts");
    return checkPackage(context.directory, pack === true ? undefined : pack);
  }
  const project = await loadProject({ ...context, settings: options.settings ?? context.settings });
  const { checkProject } = await import("../check/check-project.ts");
  return checkProject(project, { deploy: options.deploy === true, routes: options.background !== true });
}
