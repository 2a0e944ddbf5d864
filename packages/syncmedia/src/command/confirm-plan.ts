import path from "node:path";
import type { CommandContext } from "./command-context.ts";
import { syncError } from "../errors.ts";
import { lossesOf, needsConfirmation, type QuestionedPlan, requireConfirmation } from "../plan/losses.ts";
import { escapeControls } from "@mediaroot/core/internal";

/** How to ask for confirmation. */
export interface ConfirmOptions extends Pick<CommandContext, "stderr" | "terminal"> {
  /** Whether `--yes` was given. Warnings are then logged, and nothing is asked. */
  readonly isConfirmed: boolean;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
}

const MAX_NAMES = 20;

/**
 * Asks for confirmation if a plan replaces or removes what is not ours, deletes whole directories, or removes what another
 * project seems to have published.
 *
 * @throws CONFIRM_NEEDED and TARGET_SHARED if there is no terminal; NOT_CONFIRMED, SYNC_INTERRUPTED
 */
export async function confirmPlan(plan: QuestionedPlan, options: ConfirmOptions): Promise<void> {
  if (!needsConfirmation(plan)) return;
  const losses = lossesOf(plan);
  const { target, cleared } = plan;
  const { stderr, terminal, isConfirmed } = options;
  const isAsked = !isConfirmed && terminal !== undefined;
  const say = isAsked ? (text: string): void => stderr.write(`${text}\n`) : options.log;
  if (cleared.length > 0) say(stderr.style("red", "This DELETES these directories first:"));
  for (const label of cleared) say(stderr.style("red", `  ${path.join(target, label)}`));
  if (isConfirmed) return;
  if (terminal === undefined) return requireConfirmation(plan);
  for (const loss of losses.slice(0, MAX_NAMES)) say(`  ${escapeControls(loss)}`);
  if (losses.length > MAX_NAMES) say(`  and ${losses.length - MAX_NAMES} more`);
  const answer = await terminal.confirm(questionOf(plan, losses), options.signal);
  if (answer === undefined) throw syncError("SYNC_INTERRUPTED", { target });
  if (!answer) throw syncError("NOT_CONFIRMED", { target });
}

function questionOf({ foreign }: QuestionedPlan, { length }: readonly string[]): string {
  const names = escapeControls(foreign.join(", "));
  const shared = foreign.length === 0 ? "" : `Everything published of ${names} would be removed. `;
  const lost = length === 0 ? "" : `${length} not written by syncmedia would be moved to .syncmedia/replaced/. `;
  return `${shared}${lost}Are you sure?`;
}
