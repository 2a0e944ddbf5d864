import type { SyncAction } from "../plan/sync-action.ts";
import type { Failure, SyncPlan, SyncResult } from "../plan/sync-plan.ts";

/** The progress of a run. */
export interface Run {
  readonly done: SyncAction[];
  readonly failed: Failure[];
  readonly durations: Map<string, number>;
  readonly bytes: Map<string, number>;
  /** The number of actions that turned out to have nothing to do. */
  needless: number;
  replacedIn: string | undefined;
  /** Whether the project's copy of the manifest was written. */
  wroteManifest: boolean;
  readonly result: () => SyncResult;
}

/** Creates a run that has done nothing yet. */
export function createRun(plan: SyncPlan): Run {
  const run: Run = {
    done: [],
    failed: [],
    durations: new Map(),
    bytes: new Map(),
    needless: 0,
    replacedIn: undefined,
    wroteManifest: false,
    result: () => {
      const { done, failed, durations, bytes, needless, replacedIn, wroteManifest } = run;
      const failedActions = failed.filter(({ app }) => app !== LEDGER_GROUP).length;
      return {
        plan,
        done,
        failed,
        durations,
        bytes,
        replacedIn,
        wroteManifest,
        undone: Math.max(0, plan.actions.length - done.length - failedActions - needless),
      };
    },
  };
  return run;
}

/** The group that a failure to write the ledger is reported under. */
export const LEDGER_GROUP: string = "(ledger)";

/** Runs the step of some actions and records that they are done, or its error as their failure. */
export function timed(run: Run, actions: readonly SyncAction[], step: () => void): void {
  const start = performance.now();
  try {
    step();
    run.done.push(...actions);
  } catch (error) {
    for (const action of actions) recordFailure(run, action, error);
  }
  recordDuration(run, actions[0], start);
}

/**
 * Runs a first step of an action, which is not done with it.
 *
 * @returns its result; undefined if it failed, which is recorded
 */
export async function attempt<Result>(
  run: Run,
  action: SyncAction,
  step: () => Promise<Result>,
): Promise<Result | undefined> {
  const start = performance.now();
  try {
    return await step();
  } catch (error) {
    recordFailure(run, action, error);
    return undefined;
  } finally {
    recordDuration(run, action, start);
  }
}

function recordFailure(run: Run, { app, path: logicalPath }: SyncAction, error: unknown): void {
  run.failed.push({ app, path: logicalPath, error: error as Error });
}

function recordDuration({ durations }: Run, action: SyncAction | undefined, start: number): void {
  if (action === undefined) return;
  durations.set(action.app, (durations.get(action.app) ?? 0) + performance.now() - start);
}
