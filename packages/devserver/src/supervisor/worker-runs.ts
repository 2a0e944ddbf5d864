import type { ProjectReport, StartOrder } from "../link/messages.ts";
import type { SourceFile } from "../link/source-file.ts";
import type { WorkerProcess } from "./worker-process.ts";
import { createWorkerRun, type WorkerRun, type WorkerRunOptions } from "./worker-run.ts";
import type { WorkerSupply } from "./worker-supply.ts";

/** When the first spare starts: after the first page. */
const FIRST_SPARE_AFTER_MS = 500;

/** Inputs and callbacks of runs. */
export interface WorkerRunsOptions extends Pick<WorkerRunOptions, "holdMs" | "onStart" | "onCrash"> {
  readonly supply: WorkerSupply;
  readonly order: () => StartOrder;
  readonly onProject: (project: ProjectReport) => void;
  /** Called when a worker gets no more requests. */
  readonly onRetire: (worker: WorkerProcess) => void;
}

/** The runs of workers: the latest whose outcome is known, and at most one that is starting. */
export interface WorkerRuns {
  readonly latest: () => WorkerRun | undefined;
  readonly starting: () => WorkerRun | undefined;
  /** The files that those two have read. */
  readonly files: () => readonly SourceFile[];
  /** Whether the last change of a file was a write of one of them. */
  readonly haveWritten: (file: string) => boolean;
  /** The template directories of their apps. */
  readonly templates: () => readonly string[];
  readonly begin: (cause: string | undefined) => WorkerRun;
}

/** @param tick gives a start its position in the order of arrivals and changes */
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
    // The first spare must not slow down the first page. Later spares warm up at once, unless a worker is starting.
    const warmUp = (): void => void (starting === undefined && reserve.warmUp());
    setTimeout(warmUp, previous === undefined ? FIRST_SPARE_AFTER_MS : 0).unref();
  };
  const both = (): readonly WorkerProcess[] => [latest, starting].flatMap((run) => run?.worker ?? []);
  return {
    latest: () => latest,
    starting: () => starting,
    files: () => both().flatMap(({ files }) => files),
    haveWritten: (file) => both().some((worker) => worker.hasWritten(file)),
    templates: () => both().flatMap(({ templates }) => templates),
    begin(cause) {
      // A failed worker may hang, and nobody waits for it.
      if (latest?.error() !== undefined) latest.worker.kill();
      const worker = options.supply.take();
      worker.begin(options.order(), options.onProject);
      // It was taken before it was warm: saves come fast, so the next spare is needed soon.
      if (worker.isWarmingUp()) reserve.prepare();
      // Crashes of older code do not count.
      const crashes = latest?.changed() === undefined ? (latest?.retry() ?? 0) : 0;
      // A replaced worker ends on purpose, which is not reported.
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

/** The spare worker for the next run. */
interface Reserve {
  /** Remembers which libraries a serving worker imported. */
  learn(worker: WorkerProcess): void;
  /** Starts a spare, unless there is one. */
  prepare(): void;
  /** Starts a spare, unless there is one, and lets it warm up. */
  warmUp(): void;
}

function createReserve({ supply, order }: Pick<WorkerRunsOptions, "supply" | "order">): Reserve {
  // Libraries of the last successful worker; a failed one may not have got that far.
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
