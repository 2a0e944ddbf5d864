import type { ErrorReport, ProjectReport, StartOrder } from "./worker-link.ts";
import type { WorkerProcess } from "./worker-process.ts";
import { createWorkerRun, type WorkerRun, type WorkerRunOptions, within } from "./worker-run.ts";
import type { WorkerSupply } from "./worker-supply.ts";

/** What becomes of a request for the application. */
export type Choice =
  | { readonly kind: "worker"; readonly worker: WorkerProcess }
  /** The code as it stands does not start, or its process ended. */
  | { readonly kind: "failed"; readonly error: ErrorReport }
  /** The request has been held as long as a request is held. */
  | { readonly kind: "late" };

/** Chooses the worker that may answer, so that no answer comes from code older than its request. */
export interface CurrentWorker {
  /** Decides at once, or undefined when the request must wait. */
  choose(): Choice | undefined;
  /** Decides when a worker runs the code as it stands now; the wait is bounded. */
  wait(): Promise<Choice>;
  /** Starts a worker if the code has changed. */
  refresh(): void;
  /** Starts a worker in any case: something changed that no sweep sees. */
  restart(cause: string): void;
}

/** How workers are made and what is told of them. */
export interface CurrentWorkerOptions extends Pick<WorkerRunOptions, "holdMs" | "onStart" | "onCrash"> {
  readonly supply: WorkerSupply;
  readonly order: () => StartOrder;
  readonly onProject: (project: ProjectReport) => void;
  /** Nobody will be sent to this worker any more. */
  readonly onRetire: (worker: WorkerProcess) => void;
}

/** Creates the choice of workers; the first starts with the first `refresh`, `restart` or `wait`. */
export function createCurrentWorker(options: CurrentWorkerOptions): CurrentWorker {
  // One counter orders arrivals, beginnings and changes, where two times could be equal.
  let clock = 0;
  let changed = { at: 0, cause: "" };
  const tick = (): number => (clock += 1);
  const runs = createRuns(options, tick);

  const whyNot = (run: WorkerRun | undefined): string | undefined => {
    if (run === undefined) return undefined;
    if (run.began < changed.at) return changed.cause;
    return run.changed() ?? (run.retry() === undefined ? undefined : "the application's end");
  };
  const choose = (): Choice | undefined => {
    const run = runs.latest();
    return run === undefined || whyNot(run) !== undefined ? undefined : choiceOf(run);
  };
  const begin = (): WorkerRun => runs.starting() ?? runs.begin(whyNot(runs.latest()));
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
  return {
    choose,
    wait,
    refresh: () => void refresh(),
    restart(cause) {
      changed = { at: tick(), cause };
      void refresh();
    },
  };
}

/** The runs of workers: the latest whose outcome is known, and at most one that starts. */
interface Runs {
  readonly latest: () => WorkerRun | undefined;
  readonly starting: () => WorkerRun | undefined;
  readonly begin: (cause: string | undefined) => WorkerRun;
}

function createRuns(options: CurrentWorkerOptions, tick: () => number): Runs {
  let latest: WorkerRun | undefined;
  let starting: WorkerRun | undefined;
  const settle = async (run: WorkerRun, previous: WorkerRun | undefined): Promise<void> => {
    await run.settled;
    latest = run;
    starting = undefined;
    if (previous !== undefined) options.onRetire(previous.worker);
  };
  return {
    latest: () => latest,
    starting: () => starting,
    begin(cause) {
      // It may be in an endless loop; nobody waits for it.
      if (latest?.error() !== undefined) latest.worker.kill();
      const worker = options.supply.take();
      worker.begin(options.order(), options.onProject);
      starting = createWorkerRun({ ...options, worker, began: tick(), cause, crashes: latest?.retry() ?? 0 });
      void settle(starting, latest);
      return starting;
    },
  };
}

function choiceOf(run: WorkerRun): Choice {
  const error = run.error();
  return error === undefined ? { kind: "worker", worker: run.worker } : { kind: "failed", error };
}
