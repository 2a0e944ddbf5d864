import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Project } from "@mediaroot/core";
import { placeOf } from "../target/inside-target.ts";
import type { SyncPlan } from "../plan/sync-action.ts";

const SYSTEMS = [".git", ".hg", ".svn", ".jj"];

/**
 * With DEBUG on, whether this sync would write into a version-controlled tree that does not ignore what is written.
 *
 * @returns the warning, or undefined
 */
export function warnOfVersionControl({ debug }: Pick<Project, "debug">, plan: SyncPlan): string | undefined {
  if (!debug) return undefined;
  const tree = versionedTree(plan.target);
  const place = tree === undefined ? undefined : firstTracked(tree, placesOf(plan));
  if (place === undefined) return undefined;
  return `DEBUG is on, and ${tree} is under version control and does not ignore ${place}: while you develop, \`devserver start\` serves the apps' media without copies. For a deployment turn DEBUG off, ignore the copies, or use --to.`;
}

function versionedTree(directory: string): string | undefined {
  for (let at = directory; ; at = path.dirname(at)) {
    if (SYSTEMS.some((name) => existsSync(path.join(at, name)))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** What is written first of each app. */
function placesOf({ target, actions }: SyncPlan): readonly string[] {
  const firsts = new Map<string, string>();
  for (const { kind, app, path: logicalPath } of actions) {
    if ((kind === "write" || kind === "link") && !firsts.has(app)) firsts.set(app, placeOf(target, logicalPath));
  }
  return [...firsts.values()];
}

/** Git alone is asked; of the others nobody knows. */
function firstTracked(tree: string, places: readonly string[]): string | undefined {
  const command = ["-C", tree, "check-ignore", "--stdin", "-z", "--no-index"];
  // It fails when nothing is ignored, and where git is missing.
  const { stdout } = spawnSync("git", command, { input: places.join("\0"), encoding: "utf8" });
  const ignored = new Set((stdout ?? "").split("\0"));
  return places.find((place) => !ignored.has(place));
}
