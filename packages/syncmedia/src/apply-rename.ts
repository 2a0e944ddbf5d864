import { renameSync } from "node:fs";
import { afterRename, type ApplyContext, placeIn, requireExpected, requireReached } from "./apply-context.ts";
import type { RenameAction } from "./sync-action.ts";
import { folded, isSpelledAs } from "./twins.ts";

/**
 * Gives our copy, or a directory of them, the name that it has in other letters already. What the ledger owns under the
 * old name is forgotten once all of the new one is there: until then the next run goes on.
 *
 * @throws TARGET_CHANGED; system errors
 */
export function applyRename(context: ApplyContext, { path, from, expected, stale }: RenameAction): void {
  const place = placeIn(context, from);
  requireReached(place, from);
  if (requireExpected(place, from, afterRename(context, from, expected))) renameSync(place, placeIn(context, path));
  context.renamed.push(folded(path));
  const { target } = context.state;
  for (const twins of stale) if (isSpelledAs(target, twins.old, twins.path)) context.files.delete(twins.old);
}
