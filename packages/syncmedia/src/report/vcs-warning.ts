import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Project } from "@mediaroot/core";
import { absolutePath } from "../target/target-path.ts";
import type { SyncPlan } from "../plan/sync-plan.ts";

const SYSTEMS = [".git", ".hg", ".svn", ".jj"];

/**
 * Checks, if DEBUG is on, whether this sync would write into a version-controlled tree that does not ignore the copies.
 *
 * @returns the warning, or undefined
 */
export function warnOfVersionControl({ debug }: Pick<Project, "debug">, plan: SyncPlan): string | undefined {
  if (!debug) return undefined;
  const tree = versionedTree(plan.target);
  const tracked = tree === undefined ? undefined : firstTracked(tree, writtenPaths(plan));
  if (tracked === undefined) return undefined;
  return `DEBUG is on, and ${tree} is under version control and does not ignore ${tracked}. In development no copies are needed: \`devserver start\` serves the apps' media. For a deployment turn DEBUG off, ignore the copies, or use --to.`;
}

function versionedTree(directory: string): string | undefined {
  for (let at = directory; ; at = path.dirname(at)) {
    if (SYSTEMS.some((name) => existsSync(path.join(at, name)))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** The first path that is written of each app. */
function writtenPaths({ target, actions }: SyncPlan): readonly string[] {
  const firsts = new Map<string, string>();
  for (const { kind, app, path: logicalPath } of actions) {
    if ((kind === "write" || kind === "link") && !firsts.has(app)) firsts.set(app, absolutePath(target, logicalPath));
  }
  return [...firsts.values()];
}

/** Only Git is queried; without an answer a path counts as tracked. */
function firstTracked(tree: string, paths: readonly string[]): string | undefined {
  const command = ["-C", tree, "check-ignore", "--stdin", "-z", "--no-index"];
  // This fails if nothing is ignored, or git is not installed.
  const { stdout } = spawnSync("git", command, { input: paths.join("\0"), encoding: "utf8" });
  const ignored = new Set((stdout ?? "").split("\0"));
  return paths.find((one) => !ignored.has(one));
}
