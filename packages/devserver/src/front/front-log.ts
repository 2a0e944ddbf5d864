import path from "node:path";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { ProjectReport } from "../link/messages.ts";
import type { WorkerStart } from "../supervisor/worker-run.ts";
import type { FrontEvent } from "./front-event.ts";
import { createStartLoop } from "./start-loop.ts";

/** Reports what the parts of the front do as events for the user. */
export interface FrontLog {
  readonly event: (event: FrontEvent) => void;
  readonly warn: (message: string) => void;
  /** Warnings of a project are reported once. */
  readonly project: (project: ProjectReport) => void;
  /** The cause of a start is reported relative to the project root. */
  readonly start: (start: WorkerStart) => void;
  /** @param crashes consecutive crashes before this one */
  readonly crash: (error: ErrorReport, crashes: number) => void;
  readonly polling: (reason: string) => void;
  /** Stops reporting: what ends from now on ends on purpose. */
  readonly stop: () => void;
}

const CRASH_LOOP =
  "The application crashes repeatedly. It is now restarted after 1, 2, 4 and at most 30 seconds, and at once when its code changes.";

/**
 * Creates the log.
 *
 * @param begunAt start of the measured time to the first "ready", on the clock of `performance.now()`
 */
export function createFrontLog(onEvent: (event: FrontEvent) => void, begunAt: number): FrontLog {
  const warnings = new Set<string>();
  const isLoop = createStartLoop();
  let stopped = false;
  let root: string | undefined;
  const event = (one: FrontEvent): void => {
    if (!stopped) onEvent(one);
  };
  const warn = (message: string): void => event({ kind: "warning", message });
  const warnOnce = (message: string): void => {
    if (!warnings.has(message)) warn(message);
    warnings.add(message);
  };
  return {
    event,
    warn,
    project(project) {
      ({ root } = project);
      project.warnings.forEach(warnOnce);
    },
    start({ cause: changed, durationMs, error }) {
      const cause = changed && relativeTo(root, changed);
      const took = changed === undefined ? performance.now() - begunAt : durationMs;
      event(error === undefined ? { kind: "ready", cause, durationMs: took } : { kind: "failed", cause, error });
      if (changed !== undefined && isLoop(changed, durationMs)) warnOnce(renderLoop(relativeTo(root, changed)));
    },
    crash(error, crashes) {
      event({ kind: "crashed", error });
      if (crashes > 0) warnOnce(CRASH_LOOP);
    },
    polling: (reason) => warn(renderPolling(reason)),
    stop: () => (stopped = true),
  };
}

function relativeTo(root: string | undefined, cause: string): string {
  return root !== undefined && path.isAbsolute(cause) ? path.relative(root, cause) : cause;
}

function renderLoop(file: string): string {
  return `${file} changes each time the application starts, which restarts it without end. If a program that the application runs writes it, have it write to a directory whose name begins with a dot (.build), or run it before devserver start.`;
}

function renderPolling(reason: string): string {
  const limit = reason === "ENOSPC" ? "max_user_watches" : "max_user_instances, or the limit of open files";
  return `The system watches no more directories (${reason}): they are polled every half second. Raise fs.inotify.${limit}.`;
}
