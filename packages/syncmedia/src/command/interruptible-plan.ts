import { setImmediate as nextTurn } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { syncError } from "../errors.ts";
import type { SyncPlan } from "../plan/sync-plan.ts";

/**
 * Makes a plan that Ctrl-C ends at once. A plan blocks the event loop, so listeners of signals are called only after it.
 *
 * @param steps yields the target's directory before a step that takes long and writes nothing
 * @param signal aborted if the run is to end
 * @throws SYNC_INTERRUPTED; the errors of `planSync`
 */
export async function planUntilInterrupted(steps: Generator<string, SyncPlan>, signal: AbortSignal): Promise<SyncPlan> {
  let step = steps.next();
  while (step.done !== true) {
    const target = step.value;
    // Calls the listeners of a signal that has come meanwhile.
    await nextTurn();
    if (signal.aborted) throw syncError("SYNC_INTERRUPTED", { target });
    step = endAtInterrupt(() => steps.next(), target);
  }
  return step.value;
}

const INTERRUPTED = "ERR_SCRIPT_EXECUTION_INTERRUPTED";

/** Only a script of `node:vm` is ended by SIGINT while it runs. */
function endAtInterrupt<Result>(run: () => Result, target: string): Result {
  try {
    return runInNewContext("run()", { run }, { breakOnSigint: true, displayErrors: false }) as Result;
  } catch (error) {
    // It is an error of the script's context, and so no instance of this one's `Error`.
    if ((error as { readonly code?: unknown } | undefined)?.code !== INTERRUPTED) throw error;
    throw syncError("SYNC_INTERRUPTED", { target }, error);
  }
}
