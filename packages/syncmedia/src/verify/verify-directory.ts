import { lstatSync } from "node:fs";
import type { Project } from "@mediaroot/core";
import { errnoOf, LEDGER_DIRECTORY, sha256Of } from "@mediaroot/core/internal";
import { loadState } from "../state/load-state.ts";
import { readLink } from "../target/link-directory.ts";
import { absolutePath } from "../target/target-path.ts";
import { walkTarget } from "../target/target-walk.ts";
import { resolveTarget } from "../target/target.ts";
import { requireWritten, type Verification } from "./verification.ts";

/**
 * Compares a directory with its ledger, by content. Every file that syncmedia wrote is read.
 *
 * @param to the directory; undefined for SYNCMEDIA.TARGET, or MEDIA_ROOT
 * @throws NOTHING_WRITTEN; as `planSync` does for its target; system errors
 */
export function verifyDirectory(project: Project, to: string | undefined): Verification {
  const target = resolveTarget(project, to);
  const { ledger } = loadState(project, target);
  const checked = [...ledger.files.keys()].length + ledger.links.size;
  requireWritten(target.directory, checked);
  const found = entriesIn(target.directory);
  const missing: string[] = [];
  const changed: string[] = [];
  for (const { path, sha256 } of ledger.files.values()) {
    const kind = found.get(path);
    if (kind === undefined) missing.push(path);
    else if (kind !== "file" || sha256Of(absolutePath(target.directory, path)) !== sha256) changed.push(path);
    found.delete(path);
  }
  for (const [label, text] of ledger.links) {
    if (!found.has(label)) missing.push(label);
    else if (readLink(absolutePath(target.directory, label)) !== text) changed.push(label);
    found.delete(label);
  }
  return { target: target.directory, checked, missing, changed, foreign: [...found.keys()] };
}

/** @returns every file, link and special file of a directory, by logical path */
function entriesIn(directory: string): Map<string, "file" | "other"> {
  const found = new Map<string, "file" | "other">();
  if (!isThere(directory)) return found;
  for (const { path, stats } of walkTarget(directory, "")) {
    const logicalPath = path.slice(1);
    if (stats?.isDirectory() === true || logicalPath.startsWith(`${LEDGER_DIRECTORY}/`)) continue;
    found.set(logicalPath, stats?.isFile() === true ? "file" : "other");
  }
  return found;
}

function isThere(directory: string): boolean {
  try {
    return lstatSync(directory).isDirectory();
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
}
