import path from "node:path";
import { type CheckRuns, createCheckRuns } from "../check/check-runs.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { ProjectReport, StartOrder } from "../link/messages.ts";
import { APPLICATION_ENDED } from "../supervisor/current-worker.ts";
import type { WorkerStart } from "../supervisor/worker-run.ts";
import type { WorkerSupply } from "../supervisor/worker-supply.ts";
import type { FrontEndpoints } from "./front-endpoints.ts";
import type { FrontEvent } from "./front-event.ts";
import { createFrontLog, type FrontLog } from "./front-log.ts";
import { createFrontParts, type FrontParts } from "./front-parts.ts";
import { createFrontServer } from "./front-server.ts";
import { importMedia } from "./front-site.ts";
import { listen, type ListenOptions, type ServerAddress } from "./listen.ts";
import { watchExistence } from "./project-directory.ts";
import { createPartEmitter, type PartEmitter } from "./part-events.ts";

/** Where the front listens, what it runs, and its callback. */
export interface FrontOptions extends ListenOptions {
  /** Where the command runs, absolute. */
  readonly directory: string;
  /** A settings file, relative to `directory`. */
  readonly settings: string | undefined;
  /** Whether open pages follow what changes. */
  readonly liveReload: boolean;
  readonly workers: WorkerSupply;
  readonly onEvent: (event: FrontEvent) => void;
  /** Start of the measured time to ready, on the clock of `performance.now()`. Default: the call. */
  readonly begunAt?: number;
}

/** The process that holds the port. */
export interface Front {
  readonly address: ServerAddress;
  /** Resolves when the first worker serves (undefined) or has failed (its error). */
  readonly started: Promise<ErrorReport | undefined>;
  /** Resolves when the project's directory no longer exists, which has been reported. Nothing can be served any more. */
  readonly gone: Promise<void>;
  /** Starts a new worker even if no code has changed. */
  restart(cause: string): void;
  /** Checks the project in a process of its own. */
  readonly check: CheckRuns["run"];
  /** Ends every worker and every connection. */
  close(): Promise<void>;
}

/** Watching begins after what was requested first: its library is imported while the worker loads the application. */
const WATCH_AFTER_MS = 20;

/**
 * Listens, and starts the first worker meanwhile.
 *
 * @throws PORT_IN_USE, ADDRESS_REFUSED
 */
export async function createFront(options: FrontOptions): Promise<Front> {
  const { begunAt = performance.now(), workers, host, liveReload } = options;
  const log = createFrontLog(options.onEvent, begunAt);
  const emitter = createPartEmitter();
  const orders = createOrders(options);
  const checks = createCheckRuns(orders.next);
  const parts = createFrontParts(
    { workers, order: orders.next, host, liveReload, check: checks.run },
    emitter.emitting,
  );
  const started = connectParts(emitter, parts, [log, orders]);
  const server = createFrontServer(parts.requests);
  const gone = Promise.withResolvers<void>();
  const stopLooking = watchExistence(
    () => parts.site.current()?.project.root ?? path.resolve(options.directory),
    (directory) => {
      log.warn(`The directory of the project no longer exists, and the server ends: ${directory}`);
      gone.resolve();
    },
  );
  const close = async (): Promise<void> => {
    stopLooking();
    log.stop();
    checks.end();
    server.close().closeAllConnections();
    await Promise.all([workers.close(), parts.watch.close()]);
  };
  parts.current.refresh();
  const address = await listen(server, options).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  reportAddress(options, address, performance.now() - begunAt);
  // Whether it can be imported shows when the first project has loaded.
  importMedia().catch(() => {});
  return { address, started, gone: gone.promise, restart: parts.current.restart, check: checks.run, close };
}

/** Decides which part hears which event. @returns what `Front.started` is */
async function connectParts(
  { connect }: PartEmitter,
  { shown, proxy, site, watch, endpoints }: FrontParts,
  [log, orders]: readonly [FrontLog, Orders],
): Promise<ErrorReport | undefined> {
  return new Promise((resolve) => {
    connect({
      project: [orders.use, log.project, shown.use, site.set, later(watch.load)],
      started: [log.start, ({ error }) => resolve(error), later(watch.update), reloadAfter(endpoints)],
      crashed: [log.crash],
      retired: [proxy.retire],
      request: [log.event],
      served: [watch.addMedia],
      changed: [endpoints.send],
      hidden: [log.warn, (text) => endpoints.send({ kind: "notice", text })],
      polling: [log.polling],
      warning: [log.warn],
    });
  });
}

function later(act: () => void): () => void {
  return () => void setTimeout(act, WATCH_AFTER_MS).unref();
}

interface Orders {
  readonly next: () => StartOrder;
  readonly use: (project: ProjectReport) => void;
}

/** Once a settings file has been found, later workers load that one, not another that appears beside it. */
function createOrders({ directory, ...options }: Pick<FrontOptions, "directory" | "settings">): Orders {
  let { settings } = options;
  return {
    next: () => ({ kind: "start", directory, settings }),
    use: ({ settingsFile }) => void (settings = settingsFile),
  };
}

/** No reload after a crash: the code is unchanged, and a page that crashes the application would reload in a loop. */
function reloadAfter(endpoints: FrontEndpoints): (start: WorkerStart) => void {
  return ({ cause }) => {
    if (cause !== APPLICATION_ENDED) endpoints.send({ kind: "reload" });
  };
}

function reportAddress({ onEvent, port: wanted }: FrontOptions, address: ServerAddress, durationMs: number): void {
  const { port, url, network } = address;
  if (wanted !== 0 && port !== wanted) onEvent({ kind: "port-taken", wanted, port });
  onEvent({ kind: "listening", url, network, durationMs });
}
