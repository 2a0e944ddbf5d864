import { plainReport } from "../error-report/error-report.ts";
import { changedSource } from "../link/source-file.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** Why a worker is started, and how it went. */
export interface WorkerStart {
  /** What changed, or another reason; undefined for the first. */
  readonly cause: string | undefined;
  readonly durationMs: number;
  /** Undefined when it serves. */
  readonly error: ErrorReport | undefined;
}

/** One worker from its order to its end. */
export interface WorkerRun {
  readonly worker: WorkerProcess;
  /** Its place in the order of arrivals, beginnings and changes. */
  readonly began: number;
  /** Settled when it is known whether it serves, or when it has been awaited long enough. */
  readonly settled: Promise<void>;
  /** Why it does not serve; undefined while it starts or serves. */
  readonly error: () => ErrorReport | undefined;
  /** Whether the reason is only that it is still starting. */
  readonly isLate: () => boolean;
  /** Why what it has read is not to be relied on any more: the first file that changed. One sweep serves a callback of the event loop. */
  readonly changed: () => string | undefined;
  /** How often in a row it has been started again after a crash; undefined while it need not be. */
  readonly retry: () => number | undefined;
}

/** What a run begins with, and whom it tells. */
export interface WorkerRunOptions {
  readonly worker: WorkerProcess;
  readonly began: number;
  readonly cause: string | undefined;
  /** How often in a row its predecessors have crashed. */
  readonly crashes: number;
  readonly holdMs: number;
  readonly onStart: (start: WorkerStart) => void;
  /** It has ended by itself after it had served, as so many of its predecessors in a row. */
  readonly onCrash: (error: ErrorReport, crashes: number) => void;
}

interface State {
  readonly error: ErrorReport | undefined;
  readonly isLate?: boolean;
  readonly crashes?: number;
  readonly retryAt?: number;
}

const MOST_BACK_OFF_MS = 30_000;
const STEADY_MS = 60_000;

/** Follows a worker that has just been given its order. */
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
      // A process that ended before it had read anything says nothing of the code.
      if (worker.files.length === 0) retryLater(error);
      worker.kill();
    }
  };
  const settled = within(holdMs, worker.outcome).then((outcome) => {
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
    changed: createSweep(() => changedSource(worker.files)),
    retry: () => (performance.now() >= (state.retryAt ?? Infinity) ? (state.crashes ?? 0) + 1 : undefined),
  };
}

/**
 * Makes a sweep that serves what is decided in one callback of the event loop, and no later one: from a timer's to a
 * request's the code may have been saved again.
 */
function createSweep(look: () => string | undefined): () => string | undefined {
  let seen: { readonly changed: string | undefined } | undefined;
  return () => {
    if (seen === undefined) {
      seen = { changed: look() };
      queueMicrotask(() => (seen = undefined));
    }
    return seen.changed;
  };
}

/** @returns what the promise gave, or "late" */
export async function within<Value>(ms: number, promise: Promise<Value>): Promise<{ readonly value: Value } | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, ms, "late");
  });
  const first = await Promise.race([promise.then((value) => ({ value })), late]);
  clearTimeout(timer);
  return first;
}

/** The first crash is mended at once, the following ones after 1, 2, 4 ... seconds. */
function backOff(crashes: number): number {
  return crashes === 0 ? 0 : Math.min(1000 * 2 ** (crashes - 1), MOST_BACK_OFF_MS);
}

function stillStarting(ms: number): ErrorReport {
  return plainReport(`The application is still starting after ${Math.round(ms / 1000)} seconds.`, {
    fix: "Look for a loop or an endless wait in the code that runs when it is imported; the next save starts it anew.",
  });
}
