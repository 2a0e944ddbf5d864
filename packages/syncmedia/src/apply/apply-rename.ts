import { renameSync } from "node:fs";
import { afterRename, type ApplyContext, markChanged, reach, requireExpected } from "./apply-context.ts";
import { folded } from "../target/target-path.ts";
import type { RenameAction } from "../plan/sync-action.ts";

/**
 * Renames a copy, or a directory of copies, in letter case. Old names stay in the ledger until all renames that they depend on
 * are done, so that the next run can finish them.
 *
 * @throws TARGET_CHANGED; system errors
 */
export function applyRename(context: ApplyContext, { path, from, expected, stale }: RenameAction): void {
  const place = reach(context, from);
  if (place !== undefined) {
    const now = afterRename(context, { logicalPath: from, place }, expected);
    // Both names are in one directory.
    if (requireExpected(place, from, now)) renameSync(place, reach(context, path) ?? "");
  }
  markChanged(context, path);
  context.renamed.push(folded(path));
  const isRenamed = (name: string): boolean => context.renamed.includes(folded(name));
  for (const { old, renames } of stale) if (renames.every(isRenamed)) context.files.delete(old);
}
