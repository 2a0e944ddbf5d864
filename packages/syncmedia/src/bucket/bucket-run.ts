import { MediarootError } from "@mediaroot/core";
import type { Failure, Remark, SyncResult } from "../plan/sync-plan.ts";
import { FOREIGN } from "./summarize-plan.ts";
import type { BucketPlan, BucketRemoval, BucketUpload } from "./bucket-plan.ts";

/** The result of applying a plan to a bucket. */
export interface BucketResult extends Omit<SyncResult, "plan"> {
  /** Objects that syncmedia did not write and that have the key of a file to publish. They stay, and the file is not published. */
  readonly kept: readonly Remark[];
}

/** The progress of a run. */
export interface BucketRun {
  /** Bytes sent so far. */
  readonly sent: () => number;
  /** The number of actions that have come to an end. */
  readonly ended: () => number;
  /**
   * Records an action that is done.
   *
   * @param milliseconds its share of the time: several are under way at once
   */
  done(action: BucketUpload | BucketRemoval, bytes: number, milliseconds: number): void;
  /** Records that a file was not published, because an object that is not syncmedia's has its key. */
  keep(action: BucketUpload): void;
  /** Records the failure of one file: the others are done. Any other error is thrown again. */
  fail(action: BucketUpload, error: unknown): void;
  /** Records the error that ended the run. */
  stop(failure: Failure): void;
  /** Whether the project's copy of the manifest was written. */
  wroteManifest: boolean;
  /** Whether nothing has failed so far, in the plan or since. */
  readonly isComplete: () => boolean;
  readonly result: () => BucketResult;
}

/** Creates a run that has done nothing yet. */
export function createBucketRun(plan: BucketPlan): BucketRun {
  const done: (BucketUpload | BucketRemoval)[] = [];
  const failed: Failure[] = [];
  const kept: Remark[] = [];
  const [bytes, durations] = [new Map<string, number>(), new Map<string, number>()];
  let stops = 0;
  const ended = (): number => done.length + kept.length + failed.length - stops;
  const run: BucketRun = {
    wroteManifest: false,
    ended,
    sent: () => [...bytes.values()].reduce((total, part) => total + part, 0),
    done(action, size, milliseconds) {
      done.push(action);
      add(bytes, action.app, size);
      add(durations, action.app, milliseconds);
    },
    keep: ({ app, path }) => void kept.push({ app, path, reason: FOREIGN }),
    fail({ app, path }, error) {
      if (isOfBucket(error)) throw error;
      failed.push({ app, path, error: error as Error });
    },
    stop(failure) {
      failed.push(failure);
      stops += 1;
    },
    isComplete: () => plan.failed.length + failed.length === 0,
    result: () => ({
      done,
      failed,
      kept,
      bytes,
      durations,
      undone: Math.max(0, plan.actions.length - ended()),
      replacedIn: undefined,
      wroteManifest: run.wroteManifest,
    }),
  };
  return run;
}

/** @returns whether an error concerns the bucket and not one file: the next file would fail likewise */
function isOfBucket(error: unknown): boolean {
  return !(error instanceof Error) || (error instanceof MediarootError && error.code.startsWith("BUCKET_"));
}

function add(sums: Map<string, number>, app: string, part: number): void {
  sums.set(app, (sums.get(app) ?? 0) + part);
}
