import type { ProjectReport, StartOrder } from "../link/messages.ts";
import type { SourceFile } from "../link/source-file.ts";
import type { WorkerProcess } from "./worker-process.ts";
import { createWorkerRun, type WorkerRun, type WorkerRunOptions } from "./worker-run.ts";
import type { WorkerSupply } from "./worker-supply.ts";

const FIRST_SPARE_AFTER_MS = 500;

/** How workers are made and what is told of them. */
export interface WorkerRunsOptions extends Pick<WorkerRunOptions, "holdMs" | "onStart" | "onCrash"> {
  readonly supply: WorkerSupply;
  readonly order: () => StartOrder;
  readonly onProject: (project: ProjectReport) => void;
  /** Nobody will be sent to this worker any more. */
  readonly onRetire: (worker: WorkerProcess) => void;
}

/** The runs of workers: the latest whose outcome is known, and at most one that starts. */
export interface WorkerRuns {
  readonly latest: () => WorkerRun | undefined;
  readonly starting: () => WorkerRun | undefined;
  /** What those two have read. */
  readonly files: () => readonly SourceFile[];
  /** The template directories of their apps. */
  readonly templates: () => readonly string[];
  readonly begin: (cause: string | undefined) => WorkerRun;
}

/** Creates it without a run; `tick` places a beginning among arrivals and changes. */
export function createWorkerRuns(options: WorkerRunsOptions, tick: () => number): WorkerRuns {
  let latest: WorkerRun | undefined;
  let starting: WorkerRun | undefined;
  const reserve = createReserve(options);
  const settle = async (run: WorkerRun, previous: WorkerRun | undefined): Promise<void> => {
    await run.settled;
    latest = run;
    starting = undefined;
    if (run.error() === undefined) reserve.learn(run.worker);
    if (previous !== undefined) options.onRetire(previous.worker);
    // The first page comes before the next start; then the next start comes before anything but one that is awaited.
    const warmUp = (): void => void (starting === undefined && reserve.warmUp());
    setTimeout(warmUp, previous === undefined ? FIRST_SPARE_AFTER_MS : 0).unref();
  };
  const both = (): readonly WorkerProcess[] => [latest, starting].flatMap((run) => run?.worker ?? []);
  return {
    latest: () => latest,
    starting: () => starting,
    files: () => both().flatMap(({ files }) => files),
    templates: () => both().flatMap(({ templates }) => templates),
    begin(cause) {
      // It may be in an endless loop; nobody waits for it.
      if (latest?.error() !== undefined) latest.worker.kill();
      const worker = options.supply.take();
      worker.begin(options.order(), options.onProject);
      // Saves come faster than spares get warm: the next will be wanted as soon as this one serves.
      if (worker.isWarmingUp()) reserve.prepare();
      // The crashes of other code say nothing of this.
      const crashes = latest?.changed() === undefined ? (latest?.retry() ?? 0) : 0;
      // One that is replaced ends because it is asked to: nobody need hear of it.
      const isNewest = (): boolean => (starting ?? latest) === run;
      const onStart: WorkerRunOptions["onStart"] = (start) => {
        if (isNewest()) options.onStart(start);
      };
      const onCrash: WorkerRunOptions["onCrash"] = (error, before) => {
        if (latest === run) options.onCrash(error, before);
      };
      const run = createWorkerRun({ ...options, onStart, onCrash, worker, began: tick(), cause, crashes });
      starting = run;
      void settle(run, latest);
      return run;
    },
  };
}

/** The spare for the next run. */
interface Reserve {
  /** Takes over from a worker that serves which libraries are imported. */
  learn(worker: WorkerProcess): void;
  /** Starts it, unless there is one. */
  prepare(): void;
  /** The same, and lets it do the rest of what can be done ahead. */
  warmUp(): void;
}

function createReserve({ supply, order }: Pick<WorkerRunsOptions, "supply" | "order">): Reserve {
  // Of the last that has started: one that failed may have come to none.
  let libraries: readonly string[] = [];
  const prepare = (): void => supply.prepare(order(), libraries);
  return {
    prepare,
    learn: (worker) => void (libraries = worker.libraries),
    warmUp() {
      prepare();
      supply.warmUp();
    },
  };
}
