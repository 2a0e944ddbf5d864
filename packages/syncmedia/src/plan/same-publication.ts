import { hash } from "node:crypto";
import type { NamingOutcome } from "../state/cache-file.ts";
import { readText } from "../disk/read-text.ts";
import { namesKey } from "../publication/naming-key.ts";
import { countUnchanged, groupOf, type PlanDraft, PROJECT_GROUP } from "./plan-draft.ts";
import { projectManifest } from "./plan-manifest.ts";
import { MANIFEST_NAME } from "./write-content.ts";

/**
 * Plans the content-named copies and the manifest of a publication whose names are those of the last run, if all of them are in the target
 * as that run has left them: then there is nothing to do for them, and neither the manifest nor the cache is parsed.
 *
 * @returns their paths; undefined if one of them is missing or changed, or if there are compressed variants
 */
export function planSamePublication(draft: PlanDraft, outcome: NamingOutcome): readonly string[] | undefined {
  const { ledger, targetState } = draft;
  const newest = ledger.releases?.at(-1)?.number;
  if (newest === undefined || draft.codings.length > 0) return undefined;
  if (ledger.files.keysWhere("encoding", (encoding) => encoding !== undefined).length > 0) return undefined;
  const hashed = ledger.files.keysWhere("release", (release) => release === newest);
  if (namesKey(hashed) !== outcome.names || ledger.files.sha256Of(MANIFEST_NAME) !== outcome.manifest) return undefined;
  const file = projectManifest(draft);
  const text = readText(file);
  if (text === undefined || hash("sha256", text) !== outcome.manifest) return undefined;
  const paths = [...hashed, MANIFEST_NAME];
  if (!areRecorded(paths, targetState)) return undefined;
  for (const path of hashed) countUnchanged(draft, groupOf(draft.project, path));
  countUnchanged(draft, PROJECT_GROUP);
  draft.manifest = { content: { kind: "manifest", release: newest, render: () => text }, file, state: "current" };
  return paths;
}

/** A path that cannot be looked at is reported by whoever plans it by itself. */
function areRecorded(paths: readonly string[], targetState: PlanDraft["targetState"]): boolean {
  try {
    return paths.every((path) => targetState.hasRecorded(path));
  } catch {
    return false;
  }
}
