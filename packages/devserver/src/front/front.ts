import { APPLICATION_ENDED, createCurrentWorker, type CurrentWorker } from "../supervisor/current-worker.ts";
import { createFrontApplication } from "./front-application.ts";
import { createTold, type FrontEvent, type Told } from "./front-event.ts";
import { createFrontEndpoints } from "./front-endpoints.ts";
import { createFrontRequests, type FrontRequests } from "./front-requests.ts";
import { createFrontServer } from "./front-server.ts";
import { createFrontSite, loadMedia } from "./front-site.ts";
import { createFrontWatch } from "./front-watch.ts";
import { listen, type ListenOptions, type ServerAddress } from "./listen.ts";
import { createPageTag } from "../live-reload/page-tag.ts";
import { createProxy } from "../proxy/proxy.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { WorkerSupply } from "../supervisor/worker-supply.ts";

/** Where the front listens, what it runs, and whom it tells. */
export interface FrontOptions extends ListenOptions {
  /** Where the command runs, absolute. */
  readonly directory: string;
  /** A settings file, relative to `directory`. */
  readonly settings: string | undefined;
  /** Whether open pages follow what changes. */
  readonly liveReload: boolean;
  readonly workers: WorkerSupply;
  readonly onEvent: (event: FrontEvent) => void;
  /** What the time to ready is counted from, on the clock of `performance.now()`. Default: the call. */
  readonly begunAt?: number;
}

/** The process that holds the port. */
export interface Front {
  readonly address: ServerAddress;
  /** Settled when the first worker serves or has failed; then with its error. */
  readonly started: Promise<ErrorReport | undefined>;
  /** Starts a new worker, whatever the code. */
  restart(cause: string): void;
  /** Ends every worker and every connection. */
  close(): Promise<void>;
}

const HOLD_MS = 10_000;

/**
 * Listens, and starts the first worker meanwhile.
 *
 * @throws PORT_IN_USE, ADDRESS_REFUSED
 */
export async function createFront(options: FrontOptions): Promise<Front> {
  const { begunAt = performance.now() } = options;
  const { current, requests, started, close } = createParts(options, begunAt);
  const server = createFrontServer(requests);
  current.refresh();
  const address = await listen(server, options).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  tellAddress(options, address, performance.now() - begunAt);
  void loadMedia();
  return {
    address,
    started,
    restart: current.restart,
    async close() {
      server.close().closeAllConnections();
      await close();
    },
  };
}

interface Parts {
  readonly current: CurrentWorker;
  readonly requests: FrontRequests;
  readonly started: Promise<ErrorReport | undefined>;
  readonly close: () => Promise<void>;
}

function createParts(options: FrontOptions, begunAt: number): Parts {
  const told = createTold(options.onEvent, begunAt);
  const tag = options.liveReload ? createPageTag() : undefined;
  const proxy = createProxy(tag);
  const endpoints = createFrontEndpoints(options.liveReload);
  const started = Promise.withResolvers<ErrorReport | undefined>();
  let { settings } = options;
  const current = createCurrentWorker({
    supply: options.workers,
    holdMs: HOLD_MS,
    order: () => ({ kind: "start", directory: options.directory, settings }),
    onProject(project) {
      settings = project.settingsFile;
      project.warnings.forEach(told.warnOnce);
      site.set(project);
    },
    onStart(start) {
      told.start(start, site.current()?.project.root);
      started.resolve(start.error);
      watch.update();
      // What follows a crash shows nothing new; two pages that crash it would reload each other for ever.
      if (start.cause !== APPLICATION_ENDED) endpoints.tell({ kind: "reload" });
    },
    onCrash: told.crash,
    onRetire: proxy.retire,
  });
  const application = createFrontApplication({ current, proxy, onRequest: told.event, tag });
  const site = createFrontSite(application, {
    onRequest: told.event,
    onServed: (served) => watch.addMedia(served),
    onNote: told.warn,
    tag,
  });
  const requests = createFrontRequests({ current, site, application, endpoints, onRequest: told.event });
  // Media that has been asked for is answered first.
  void site.first.then(() => setImmediate(proxy.load));
  const watch = createFrontWatch({ current, site, onShown: endpoints.tell, onPolling: told.polling });
  const close = (): Promise<void> => end(told, [options.workers, watch]);
  return { current, requests, started: started.promise, close };
}

async function end(told: Told, parts: readonly { close(): Promise<unknown> }[]): Promise<void> {
  told.stop();
  await Promise.all(parts.map((part) => part.close()));
}

function tellAddress({ onEvent, port: wanted }: FrontOptions, address: ServerAddress, durationMs: number): void {
  const { port, url, network } = address;
  if (wanted !== 0 && port !== wanted) onEvent({ kind: "port-taken", wanted, port });
  onEvent({ kind: "listening", url, network, durationMs });
}
