import path from "node:path";
import type { CommandContext } from "./command-context.ts";
import { syncError } from "../errors.ts";
import { lossesOf } from "../report/report.ts";
import { shown } from "../report/report-text.ts";
import type { SyncPlan } from "../plan/sync-action.ts";

/** How a plan is asked about. */
export interface Asking extends Pick<CommandContext, "stderr" | "terminal"> {
  /** `--yes`: what would be asked is told, unless it is `--quiet`. */
  readonly isConfirmed: boolean;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

const MOST_NAMES = 20;

/**
 * Asks before a plan that takes away what somebody may miss: what is not ours, whole directories, what another project
 * seems to have published.
 *
 * @throws CONFIRM_NEEDED and TARGET_SHARED where nobody can be asked; NOT_CONFIRMED, SYNC_INTERRUPTED
 */
export async function confirmPlan(plan: SyncPlan, asking: Asking): Promise<void> {
  const losses = lossesOf(plan);
  const { target, cleared, foreign } = plan;
  if (losses.length + cleared.length + foreign.length === 0) return;
  const { stderr, terminal, isConfirmed } = asking;
  const isAsked = !isConfirmed && terminal !== undefined;
  const say = isAsked ? (text: string): void => stderr.write(`${text}\n`) : asking.note;
  if (cleared.length > 0) say(stderr.style("red", "This DELETES these directories first:"));
  for (const label of cleared) say(stderr.style("red", `  ${path.join(target, label)}`));
  if (isConfirmed) return;
  if (terminal === undefined) {
    if (foreign.length > 0) throw syncError("TARGET_SHARED", { target, names: foreign });
    throw syncError("CONFIRM_NEEDED", { count: losses.length });
  }
  for (const loss of losses.slice(0, MOST_NAMES)) say(`  ${shown(loss)}`);
  if (losses.length > MOST_NAMES) say(`  and ${losses.length - MOST_NAMES} more`);
  const answer = await terminal.confirm(questionOf(plan, losses), asking.signal);
  if (answer === undefined) throw syncError("SYNC_INTERRUPTED", { target });
  if (!answer) throw syncError("NOT_CONFIRMED", { target });
}

function questionOf({ foreign }: SyncPlan, { length }: readonly string[]): string {
  const names = shown(foreign.join(", "));
  const shared = foreign.length === 0 ? "" : `All that was published of ${names} would be removed. `;
  const lost = length === 0 ? "" : `${length} not written by syncmedia would go to .syncmedia/replaced/. `;
  return `${shared}${lost}Are you sure?`;
}
