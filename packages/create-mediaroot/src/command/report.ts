import type { PackageManager } from "../package-manager.ts";
import type { ProjectKind } from "../project-kind.ts";
import type { Output } from "./command-context.ts";
import type { CreateOptions } from "./create-request.ts";

/** The project that was created. */
export interface CreateResult {
  readonly kind: ProjectKind;
  /** The directory as the user wrote it. */
  readonly given: string;
  readonly options: CreateOptions;
  readonly isInstalled: boolean;
  readonly packageManager: PackageManager;
}

/** @returns what was created, the commands to run next, and the one that does the same without questions */
export function renderReport(result: CreateResult, { style }: Pick<Output, "style">): string {
  const { kind, given, isInstalled, packageManager } = result;
  const next = [
    ...(given === "." ? [] : [`cd ${given}`]),
    ...(isInstalled ? [] : [`${packageManager.name} install`]),
    `${packageManager.name} run dev`,
  ];
  return [
    `${style("green", "Created")} ${kind === "site" ? "a site" : "an app"} in ${given}. Its README lists what it can do.`,
    "",
    "Next:",
    ...next.map((command) => `  ${style("cyan", command)}`),
    "",
    `The same without questions: ${sameCommand(result)}`,
    "",
  ].join("\n");
}

function sameCommand({ kind, given, options, isInstalled, packageManager }: CreateResult): string {
  const name = options.name === undefined ? [] : ["--name", options.name];
  const flags = [...name, isInstalled ? "--install" : "--no-install", ...(options.yes === true ? ["--yes"] : [])];
  return packageManager.create([quote(given), ...(kind === "app" ? ["app"] : [])], flags);
}

/** For a shell. */
function quote(text: string): string {
  return /^[\w./@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
