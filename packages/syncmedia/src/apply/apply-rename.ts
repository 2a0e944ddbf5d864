import { renameSync } from "node:fs";
import { afterRename, type ApplyContext, absolutePathIn, requireExpected, requireReached } from "./apply-context.ts";
import { folded } from "../target/target-path.ts";
import type { RenameAction } from "../plan/sync-action.ts";

/**
 * Renames a copy, or a directory of copies, in letter case. Old names stay in the ledger until all renames that they depend on
 * are done, so that the next run can finish them.
 *
 * @throws TARGET_CHANGED; system errors
 */
export function applyRename(context: ApplyContext, { path, from, expected, stale }: RenameAction): void {
  const place = absolutePathIn(context, from);
  requireReached(place, from);
  if (requireExpected(place, from, afterRename(context, from, expected)))
    renameSync(place, absolutePathIn(context, path));
  context.renamed.push(folded(path));
  const isRenamed = (name: string): boolean => context.renamed.includes(folded(name));
  for (const { old, renames } of stale) if (renames.every(isRenamed)) context.files.delete(old);
}
