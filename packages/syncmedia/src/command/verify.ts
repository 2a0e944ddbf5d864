import path from "node:path";
import { loadProject, type Project } from "@mediaroot/core";
import { isBucketUrl } from "@mediaroot/core/internal";
import type { CommandContext } from "./command-context.ts";
import { differs, renderVerification, type Verification } from "../verify/verification.ts";
import { verifyDirectory } from "../verify/verify-directory.ts";

/** The flags of `syncmedia verify`, as commander parses them. */
export interface VerifyOptions {
  readonly to?: string;
  readonly settings?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

/**
 * Compares a target with its ledger, and prints what differs.
 *
 * @returns the exit code: 3 if something is missing or changed
 * @throws the errors of `loadProject`, `verifyDirectory` and `verifyBucket`
 */
export async function runVerify(options: VerifyOptions, context: CommandContext): Promise<0 | 3> {
  const { directory, stdout } = context;
  const project = await loadProject({ directory, settings: options.settings ?? context.settings });
  const verification = await verify(project, options.to, context);
  const exitCode = differs(verification) ? 3 : 0;
  if (options.json === true) stdout.write(`${JSON.stringify({ ...verification, exitCode }, null, 2)}\n`);
  else if (options.quiet !== true || exitCode !== 0) {
    stdout.write(renderVerification(verification, options.verbose === true, stdout.style));
  }
  return exitCode;
}

async function verify(project: Project, to: string | undefined, context: CommandContext): Promise<Verification> {
  const { S3: settings, TARGET } = project.settings.SYNCMEDIA;
  const target = to ?? TARGET;
  if (target === undefined || !isBucketUrl(target)) {
    return verifyDirectory(project, to === undefined ? undefined : path.resolve(context.directory, to));
  }
  const [{ openBucket }, { verifyBucket }] = await Promise.all([
    import("../bucket/bucket.ts"),
    import("../verify/verify-bucket.ts"),
  ]);
  return verifyBucket(openBucket(target, { settings, environment: context.environment }));
}
