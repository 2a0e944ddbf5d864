import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Project } from "@mediaroot/core";
import type { SyncPlan } from "./sync-action.ts";

const SYSTEMS = [".git", ".hg", ".svn", ".jj"];

/**
 * With DEBUG on, whether this sync would write into a version-controlled tree that does not ignore what is written.
 *
 * @returns the warning, or undefined
 */
export function warnOfVersionControl({ debug }: Pick<Project, "debug">, plan: SyncPlan): string | undefined {
  const written = plan.actions.find(({ kind }) => kind === "write" || kind === "link");
  if (!debug || written === undefined) return undefined;
  const place = path.join(plan.target, ...written.path.split("/"));
  const tree = versionedTree(plan.target);
  if (tree === undefined || isIgnored(tree, place)) return undefined;
  return `DEBUG is on, and ${tree} is under version control and does not ignore ${place}: while you develop, \`devserver start\` serves the apps' media without copies. For a deployment turn DEBUG off, ignore the copies, or use --to.`;
}

function versionedTree(directory: string): string | undefined {
  for (let at = directory; ; at = path.dirname(at)) {
    if (SYSTEMS.some((name) => existsSync(path.join(at, name)))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** Git alone is asked; of the others nobody knows. */
function isIgnored(tree: string, place: string): boolean {
  try {
    execFileSync("git", ["-C", tree, "check-ignore", "--quiet", "--no-index", place], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
