import { EventEmitter } from "node:events";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { ProjectReport } from "../link/messages.ts";
import type { PageChange } from "../live-reload/page-change.ts";
import type { WorkerProcess } from "../supervisor/worker-process.ts";
import type { WorkerStart } from "../supervisor/worker-run.ts";
import type { RequestEvent } from "./front-event.ts";

/** The events by which the parts of the front hear of each other, each with its arguments. */
export interface PartEvents {
  /** A worker has loaded the project. */
  project: [project: ProjectReport];
  /** A worker serves, or has failed to start. */
  started: [start: WorkerStart];
  /** A serving worker ended by itself; `crashes` counts consecutive crashes before this one. */
  crashed: [error: ErrorReport, crashes: number];
  /** A worker gets no more requests. */
  retired: [worker: WorkerProcess];
  /** A request was answered. */
  request: [request: RequestEvent];
  /** Media was served from a directory, or would be if the file were there. */
  served: [directory: string];
  /** Something changed that open pages show. */
  changed: [change: PageChange];
  /** Files of apps have changed instead of which copies of syncmedia are served, as this text says. */
  hidden: [text: string];
  /** The system watches no more directories, for this reason; they are polled. */
  polling: [reason: string];
  /** Something the user should know. */
  warning: [message: string];
}

type Listeners = { readonly [Name in keyof PartEvents]: readonly ((...args: PartEvents[Name]) => void)[] };

/** Parts emit into it, whether or not the listening parts exist yet. */
export interface PartEmitter {
  /** @returns a callback that emits the event */
  emitting<Name extends keyof PartEvents>(name: Name): (...args: PartEvents[Name]) => void;
  /** Adds the listeners of every event; they are called in this order. */
  connect(listeners: Listeners): void;
}

/** Creates an emitter without listeners. */
export function createPartEmitter(): PartEmitter {
  const emitter = new EventEmitter();
  return {
    emitting:
      (name) =>
      (...args) =>
        void emitter.emit(name, ...args),
    connect(listeners) {
      for (const [name, each] of Object.entries(listeners)) each.forEach((listener) => emitter.on(name, listener));
    },
  };
}
