import type { ErrorReport } from "../error-report/error-report.ts";
import type { SourceFile } from "../link/source-file.ts";
import type { WorkerProcess } from "./worker-process.ts";
import { type WorkerRun, withTimeout } from "./worker-run.ts";
import { createWorkerRuns, type WorkerRunsOptions } from "./worker-runs.ts";

/** The worker that answers a request for the application, or why none does. */
export type Choice =
  | { readonly kind: "worker"; readonly worker: WorkerProcess }
  /** The current code does not start, or its process ended. */
  | { readonly kind: "failed"; readonly error: ErrorReport }
  /** The request has waited, or the application has been starting, as long as a request is held. */
  | { readonly kind: "late"; readonly error?: ErrorReport };

/** The cause of a start after a crash. */
export const APPLICATION_ENDED = "the application's end";

/** Chooses the worker that answers a request, so that no answer comes from code older than the request. */
export interface CurrentWorker {
  /** @returns undefined if the request must wait */
  choose(): Choice | undefined;
  /** Waits until a worker runs the current code, for as long as a request is held. */
  wait(): Promise<Choice>;
  /** The files that the latest workers have read. */
  files(): readonly SourceFile[];
  /** Whether the last change of a file was a write of one of them: then it is not the user's code. */
  haveWritten(file: string): boolean;
  /** The template directories of their apps. */
  templates(): readonly string[];
  /** Starts a worker if the code has changed. */
  refresh(): void;
  /** Starts a worker even if no file that was read has changed. */
  restart(cause: string): void;
}

/** The first worker starts with the first `refresh`, `restart` or `wait`. */
export function createCurrentWorker(options: WorkerRunsOptions): CurrentWorker {
  // A counter orders arrivals, starts and changes; two times could be equal.
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
      if ((await withTimeout(until - performance.now(), run.settled)) === "late") return { kind: "late" };
      // Its files were read after the request arrived, so it is new enough even if they have changed since.
      if (run.began > arrived && run.error() === undefined) return choiceOf(run);
      const choice = choose();
      if (choice !== undefined) return choice;
    }
  };
  const restart = (because: string): void => {
    changed = { at: tick(), cause: because };
    void refresh();
  };
  const { files, haveWritten, templates } = runs;
  return { choose, wait, restart, files, haveWritten, templates, refresh: () => void refresh() };
}

function retryReason(run: WorkerRun): string | undefined {
  return run.retry() === undefined ? undefined : APPLICATION_ENDED;
}

function choiceOf(run: WorkerRun): Choice {
  const error = run.error();
  if (error === undefined) return { kind: "worker", worker: run.worker };
  return { kind: run.isLate() ? "late" : "failed", error };
}
