import { plainReport } from "../error-report/error-report.ts";
import { changedSource } from "../link/source-file.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** Why a worker is started, and how it went. */
export interface WorkerStart {
  /** The file that changed, or another reason; undefined for the first run. */
  readonly cause: string | undefined;
  readonly durationMs: number;
  /** Undefined if it serves. */
  readonly error: ErrorReport | undefined;
}

/** A worker from its order to its end. */
export interface WorkerRun {
  readonly worker: WorkerProcess;
  /** Its position in the order of arrivals, starts and changes. */
  readonly began: number;
  /** Resolves when it serves or has failed, or when it has been starting for `holdMs`. */
  readonly settled: Promise<void>;
  /** The error that it failed with; undefined while it starts or serves. */
  readonly error: () => ErrorReport | undefined;
  /** Whether the error is only that it is still starting. */
  readonly isLate: () => boolean;
  /** The first file that has changed since it was read. All calls in one callback of the event loop share one sweep. */
  readonly changed: () => string | undefined;
  /** The number of the restart that is due after a crash, counted in a row; undefined if none is due. */
  readonly retry: () => number | undefined;
}

/** Inputs and callbacks of a run. */
export interface WorkerRunOptions {
  readonly worker: WorkerProcess;
  readonly began: number;
  readonly cause: string | undefined;
  /** Consecutive crashes before this run. */
  readonly crashes: number;
  readonly holdMs: number;
  readonly onStart: (start: WorkerStart) => void;
  /** Called when a serving worker exits unexpectedly; `crashes` counts consecutive crashes. */
  readonly onCrash: (error: ErrorReport, crashes: number) => void;
}

interface State {
  readonly error: ErrorReport | undefined;
  readonly isLate?: boolean;
  readonly crashes?: number;
  readonly retryAt?: number;
}

const MAX_BACK_OFF_MS = 30_000;
/** A worker that served longer than this is not part of a row of crashes. */
const STEADY_MS = 60_000;

/** Follows a worker that has just got its order. */
export function createWorkerRun(options: WorkerRunOptions): WorkerRun {
  const { worker, cause, holdMs } = options;
  const startedAt = performance.now();
  let state: State = { error: undefined };
  const become = (error: ErrorReport | undefined, isLate = false): void => {
    state = { error, isLate };
    options.onStart({ cause, durationMs: performance.now() - startedAt, error });
  };
  const retryLater = (error: ErrorReport): number => {
    const crashes = performance.now() - startedAt > STEADY_MS ? 0 : options.crashes;
    state = { error, crashes, retryAt: performance.now() + backOff(crashes) };
    return crashes;
  };
  const follow = async (): Promise<void> => {
    const error = await worker.outcome;
    become(error);
    if (error === undefined) {
      const end = await worker.ended;
      options.onCrash(end, retryLater(end));
    } else {
      // The code cannot be the reason if the process ended before it had read any.
      if (worker.files.length === 0) retryLater(error);
      worker.kill();
    }
  };
  const settled = withTimeout(holdMs, worker.outcome).then((outcome) => {
    if (outcome === "late") become(stillStarting(holdMs), true);
    return undefined;
  });
  void follow();
  return {
    worker,
    began: options.began,
    settled,
    error: () => state.error,
    isLate: () => state.isLate === true,
    changed: cacheSweep(() => changedSource(worker.files, worker.hasWritten)),
    retry: () => (performance.now() >= (state.retryAt ?? Infinity) ? (state.crashes ?? 0) + 1 : undefined),
  };
}

/**
 * Caches a sweep for the current callback of the event loop, and no longer: before the next one the code may have been saved
 * again.
 */
function cacheSweep(look: () => string | undefined): () => string | undefined {
  let seen: { readonly changed: string | undefined } | undefined;
  return () => {
    if (seen === undefined) {
      seen = { changed: look() };
      queueMicrotask(() => (seen = undefined));
    }
    return seen.changed;
  };
}

/** @returns the value of the promise, or "late" */
export async function withTimeout<Value>(
  ms: number,
  promise: Promise<Value>,
): Promise<{ readonly value: Value } | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, ms, "late");
  });
  const first = await Promise.race([promise.then((value) => ({ value })), late]);
  clearTimeout(timer);
  return first;
}

/** The first restart comes at once, the following ones after 1, 2, 4 ... seconds. */
function backOff(crashes: number): number {
  return crashes === 0 ? 0 : Math.min(1000 * 2 ** (crashes - 1), MAX_BACK_OFF_MS);
}

function stillStarting(ms: number): ErrorReport {
  return plainReport(`The application is still starting after ${Math.round(ms / 1000)} seconds.`, {
    fix: "Look for a loop or an endless wait in code that runs at import. The next save restarts the application.",
  });
}
