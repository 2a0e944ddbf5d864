import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { WorkerStart } from "../supervisor/worker-run.ts";

/** What happens in the front, for the terminal or for whoever embeds it. Durations in milliseconds. */
export type FrontEvent =
  | {
      readonly kind: "listening";
      readonly url: string;
      readonly network: readonly string[];
      readonly durationMs: number;
    }
  | { readonly kind: "port-taken"; readonly wanted: number; readonly port: number }
  /** A worker answers: the first (no cause), or a new one after a change. */
  | { readonly kind: "ready"; readonly cause: string | undefined; readonly durationMs: number }
  | { readonly kind: "failed"; readonly cause: string | undefined; readonly error: ErrorReport }
  | { readonly kind: "crashed"; readonly error: ErrorReport }
  | { readonly kind: "warning"; readonly message: string }
  | RequestEvent;

/** A request that was answered. */
export interface RequestEvent {
  readonly kind: "request";
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** For media: which source answered, `project`, an app's label, or `mount`. */
  readonly source: string | undefined;
  readonly durationMs: number;
}

/** Tells of a request once its response is over. */
export function tellRequest(
  { method = "GET", url = "/" }: IncomingMessage,
  response: ServerResponse,
  onRequest: (event: RequestEvent) => void,
): void {
  const startedAt = performance.now();
  response.once("close", () => {
    const durationMs = performance.now() - startedAt;
    onRequest({ kind: "request", method, url, status: response.statusCode, source: undefined, durationMs });
  });
}

/** Tells what happens, as events. */
export interface Told {
  readonly event: (event: FrontEvent) => void;
  readonly warn: (message: string) => void;
  readonly warnOnce: (message: string) => void;
  /** How the start of a worker went; its cause is told relative to the project root. */
  readonly start: (start: WorkerStart, root: string | undefined) => void;
  /** A worker ended by itself, as so many of its predecessors in a row. */
  readonly crash: (error: ErrorReport, crashes: number) => void;
  /** Watching goes on by looking again and again, for this reason. */
  readonly polling: (reason: string) => void;
  /** From now on nothing is told: what ends, ends on purpose. */
  readonly stop: () => void;
}

const AGAIN_AND_AGAIN =
  "The application ends again and again. From now on it is started again after 1, 2, 4 and at most 30 seconds, and at once when its code changes.";

/**
 * Creates what tells.
 *
 * @param begunAt what the time to the first worker is counted from, on the clock of `performance.now()`
 */
export function createTold(onEvent: (event: FrontEvent) => void, begunAt: number): Told {
  const known = new Set<string>();
  let stopped = false;
  const event = (one: FrontEvent): void => {
    if (!stopped) onEvent(one);
  };
  const warn = (message: string): void => event({ kind: "warning", message });
  const warnOnce = (message: string): void => {
    if (!known.has(message)) warn(message);
    known.add(message);
  };
  return {
    event,
    warn,
    warnOnce,
    start({ cause: changed, durationMs: took, error }, root) {
      const durationMs = changed === undefined ? performance.now() - begunAt : took;
      const cause =
        changed !== undefined && root !== undefined && path.isAbsolute(changed)
          ? path.relative(root, changed)
          : changed;
      event(error === undefined ? { kind: "ready", cause, durationMs } : { kind: "failed", cause, error });
    },
    crash(error, crashes) {
      event({ kind: "crashed", error });
      if (crashes > 0) warnOnce(AGAIN_AND_AGAIN);
    },
    polling(reason) {
      const limit = reason === "ENOSPC" ? "max_user_watches" : "max_user_instances, or the limit of open files";
      warn(
        `The system watches no more directories (${reason}): they are looked at every half second. Raise fs.inotify.${limit}.`,
      );
    },
    stop: () => (stopped = true),
  };
}
