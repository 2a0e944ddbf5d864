import { renameSync } from "node:fs";
import { afterRename, type ApplyContext, placeIn, requireExpected, requireReached } from "./apply-context.ts";
import { folded } from "../target/folded-path.ts";
import type { RenameAction } from "../plan/sync-action.ts";

/**
 * Gives our copy, or a directory of them, the name that it has in other letters already. What the ledger owns under an old
 * name is forgotten once all of it is renamed: until then the next run goes on.
 *
 * @throws TARGET_CHANGED; system errors
 */
export function applyRename(context: ApplyContext, { path, from, expected, stale }: RenameAction): void {
  const place = placeIn(context, from);
  requireReached(place, from);
  if (requireExpected(place, from, afterRename(context, from, expected))) renameSync(place, placeIn(context, path));
  context.renamed.push(folded(path));
  const isRenamed = (name: string): boolean => context.renamed.includes(folded(name));
  for (const { old, renames } of stale) if (renames.every(isRenamed)) context.files.delete(old);
}
