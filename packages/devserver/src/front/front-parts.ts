import type { CheckRuns } from "../check/check-runs.ts";
import type { StartOrder } from "../link/messages.ts";
import { createPageTag } from "../live-reload/page-tag.ts";
import { createErrorPages } from "../pages/error-pages.ts";
import { createProxy, type Proxy } from "../proxy/proxy.ts";
import { createCurrentWorker, type CurrentWorker } from "../supervisor/current-worker.ts";
import type { WorkerSupply } from "../supervisor/worker-supply.ts";
import { createFrontApplication } from "./front-application.ts";
import { createFrontEndpoints, type FrontEndpoints } from "./front-endpoints.ts";
import { createFrontRequests, type FrontRequests } from "./front-requests.ts";
import { createFrontSite, type FrontSite } from "./front-site.ts";
import { createFrontWatch, type FrontWatch } from "./front-watch.ts";
import { createShownSources, type ShownSources } from "./shown-sources.ts";
import type { PartEmitter } from "./part-events.ts";

/** The parts of a front. */
export interface FrontParts {
  readonly endpoints: FrontEndpoints;
  readonly current: CurrentWorker;
  readonly shown: ShownSources;
  readonly proxy: Proxy;
  readonly site: FrontSite;
  readonly watch: FrontWatch;
  readonly requests: FrontRequests;
}

/** Where a front gets its workers, and what they run. */
export interface FrontPartsOptions {
  readonly workers: WorkerSupply;
  readonly order: () => StartOrder;
  /** The value of `--host`. */
  readonly host: string;
  /** Whether open pages follow changes. */
  readonly liveReload: boolean;
  /** Checks the project, for the media map. */
  readonly check: CheckRuns["run"];
}

/** How long a request waits for a worker before it is answered with 503. */
const HOLD_MS = 10_000;

/**
 * Creates the parts of a front, lowest first.
 *
 * @param emitting makes the callbacks by which a part reports what happens in it
 */
export function createFrontParts(
  { workers, order, host, liveReload, check }: FrontPartsOptions,
  emitting: PartEmitter["emitting"],
): FrontParts {
  const onRequest = emitting("request");
  const tag = liveReload ? createPageTag() : undefined;
  const endpoints = createFrontEndpoints({ isLive: liveReload, project: () => site.current()?.project, check });
  const current = createCurrentWorker({
    supply: workers,
    holdMs: HOLD_MS,
    order,
    onProject: emitting("project"),
    onStart: emitting("started"),
    onCrash: emitting("crashed"),
    onRetire: emitting("retired"),
  });
  const shown = createShownSources(current);
  const errorPages = createErrorPages({ isShown: shown.has, tag });
  const proxy = createProxy({ tag, errorPages });
  const application = createFrontApplication({ current, proxy, onRequest, errorPages });
  const site = createFrontSite(application, {
    host,
    onRequest,
    onServed: emitting("served"),
    onWarning: emitting("warning"),
    tag,
  });
  const watch = createFrontWatch({
    current,
    site,
    onPageChange: emitting("changed"),
    onHidden: emitting("hidden"),
    onPolling: emitting("polling"),
    onWarning: emitting("warning"),
  });
  const requests = createFrontRequests({ current, site, application, endpoints, onRequest });
  return { endpoints, current, shown, proxy, site, watch, requests };
}
