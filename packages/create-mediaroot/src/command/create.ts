import { randomBytes } from "node:crypto";
import path from "node:path";
import { applyProject } from "../apply-project.ts";
import { createError } from "../errors.ts";
import { install } from "../install.ts";
import { type PackageName, parsePackageName } from "../package-name.ts";
import { parsePackageManager } from "../package-manager.ts";
import { loadProjectFiles, type ProjectFiles } from "../project-files.ts";
import type { ProjectKind } from "../project-kind.ts";
import { askDirectory, requireFreeDirectory } from "./choose-directory.ts";
import type { CommandContext, Terminal } from "./command-context.ts";
import type { CreateRequest } from "./create-request.ts";
import { renderReport } from "./report.ts";

/** Creates a site or an app, and installs its packages if that is wanted. */
export async function runCreate(request: CreateRequest, context: CommandContext): Promise<void> {
  const { kind, options } = request;
  const { terminal, stdout } = context;
  const parseName = (directory: string): PackageName =>
    parsePackageName(options.name ?? path.basename(directory), kind);
  const given = request.directory ?? (await askDirectory({ kind, parseName }, context));
  const directory = path.resolve(context.directory, given);
  const files = filesOf(kind, { ...parseName(directory), version: context.version });
  await requireFreeDirectory(directory, { files, isConfirmed: options.yes === true, terminal });
  const packageManager = parsePackageManager(context.userAgent);
  const isInstalled = options.install ?? (await askInstall(packageManager.name, terminal));
  applyProject(directory, files);
  if (isInstalled) await install(directory, packageManager.name);
  stdout.write(renderReport({ kind, given, options, isInstalled, packageManager }, stdout));
}

function filesOf(kind: ProjectKind, { name, label, version }: PackageName & { version: string }): ProjectFiles {
  const secret = randomBytes(48).toString("base64url");
  return loadProjectFiles(kind, { NAME: name, LABEL: label, VERSION: version, SECRET_KEY: secret });
}

async function askInstall(packageManager: string, terminal: Terminal | undefined): Promise<boolean> {
  if (terminal === undefined) return false;
  const answer = await terminal.confirm(`Install its packages now, with ${packageManager} install?`, true);
  if (answer === undefined) throw createError("CREATE_INTERRUPTED", {});
  return answer;
}
