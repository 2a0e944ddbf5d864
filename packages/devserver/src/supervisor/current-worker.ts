import type { ErrorReport } from "../error-report/error-report.ts";
import type { SourceFile } from "../link/source-file.ts";
import type { WorkerProcess } from "./worker-process.ts";
import { type WorkerRun, within } from "./worker-run.ts";
import { createWorkerRuns, type WorkerRunsOptions } from "./worker-runs.ts";

/** What becomes of a request for the application. */
export type Choice =
  | { readonly kind: "worker"; readonly worker: WorkerProcess }
  /** The code as it stands does not start, or its process ended. */
  | { readonly kind: "failed"; readonly error: ErrorReport }
  /** The request, or the start of the application, has lasted as long as a request is held. */
  | { readonly kind: "late"; readonly error?: ErrorReport };

/** The cause of a start that no change has caused. */
export const APPLICATION_ENDED = "the application's end";

/** Chooses the worker that may answer, so that no answer comes from code older than its request. */
export interface CurrentWorker {
  /** Decides at once, or undefined when the request must wait. */
  choose(): Choice | undefined;
  /** Decides when a worker runs the code as it stands now; the wait is bounded. */
  wait(): Promise<Choice>;
  /** What the latest workers have read. */
  files(): readonly SourceFile[];
  /** The template directories of their apps. */
  templates(): readonly string[];
  /** Starts a worker if the code has changed. */
  refresh(): void;
  /** Starts a worker in any case: something changed that no sweep sees. */
  restart(cause: string): void;
}

/** Creates the choice of workers; the first starts with the first `refresh`, `restart` or `wait`. */
export function createCurrentWorker(options: WorkerRunsOptions): CurrentWorker {
  // One counter orders arrivals, beginnings and changes, where two times could be equal.
  let clock = 0;
  let changed = { at: 0, cause: "" };
  const tick = (): number => (clock += 1);
  const runs = createWorkerRuns(options, tick);

  const whyNot = (run: WorkerRun): string | undefined =>
    run.began < changed.at ? changed.cause : (run.changed() ?? retryReason(run));
  const choose = (): Choice | undefined => {
    const run = runs.latest();
    return run && whyNot(run) === undefined ? choiceOf(run) : undefined;
  };
  const cause = (): string | undefined => {
    const run = runs.latest();
    return run && whyNot(run);
  };
  const begin = (): WorkerRun => runs.starting() ?? runs.begin(cause());
  const refresh = async (): Promise<void> => {
    await runs.starting()?.settled;
    if (choose() === undefined) begin();
  };
  const wait = async (): Promise<Choice> => {
    const arrived = tick();
    const until = performance.now() + options.holdMs;
    for (;;) {
      const run = begin();
      if ((await within(until - performance.now(), run.settled)) === "late") return { kind: "late" };
      // Read after the request arrived: whatever has changed since, this answer is as new as the request.
      if (run.began > arrived && run.error() === undefined) return choiceOf(run);
      const choice = choose();
      if (choice !== undefined) return choice;
    }
  };
  const restart = (because: string): void => {
    changed = { at: tick(), cause: because };
    void refresh();
  };
  const { files, templates } = runs;
  return { choose, wait, restart, files, templates, refresh: () => void refresh() };
}

function retryReason(run: WorkerRun): string | undefined {
  return run.retry() === undefined ? undefined : APPLICATION_ENDED;
}

function choiceOf(run: WorkerRun): Choice {
  const error = run.error();
  if (error === undefined) return { kind: "worker", worker: run.worker };
  return { kind: run.isLate() ? "late" : "failed", error };
}
