import type { IncomingMessage, ServerResponse } from "node:http";
import { now } from "../live-reload/live-reload.ts";
import { isNavigation } from "../live-reload/tagged-answer.ts";
import type { WorkerProcess } from "../supervisor/worker-process.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { forwardRequest } from "./forward-request.ts";
import { passAnswer, type PassTo } from "./pass-answer.ts";
import { passUpgrade, type UpgradeSocket } from "./pass-upgrade.ts";

/**
 * Conditional headers (RFC 9110, section 13.1), dropped on navigations: a cached page has an old live-reload tag, and an app whose
 * ETag ignores templates would answer 304 after a template edit.
 */
const CONDITIONAL = ["if-none-match", "if-modified-since"];

/** Passes requests on to workers, and counts what is in flight. */
export interface Proxy {
  /** @returns a promise that resolves when the response has ended, and rejects if the worker sent none */
  forward(request: IncomingMessage, response: ServerResponse, worker: WorkerProcess): Promise<void>;
  /** Passes an upgrade on (WebSockets). */
  upgrade(request: IncomingMessage, upgrade: UpgradeSocket, worker: WorkerProcess): Promise<void>;
  /** Closes a worker when its last request is answered, or after ten seconds. */
  retire(worker: WorkerProcess): void;
}

/** How answers are passed on. */
export type ProxyOptions = Pick<PassTo, "tag" | "errorPages">;

/** Creates the proxy. */
export function createProxy({ tag, errorPages }: ProxyOptions): Proxy {
  const pool = createConnectionPool();
  return {
    forward: (request, response, worker) =>
      pool.use(worker, async ({ agents }) => {
        const since = now();
        const dropped = tag !== undefined && isNavigation(request) ? CONDITIONAL : [];
        const onAnswer = (incoming: IncomingMessage): void =>
          passAnswer(incoming, { request, response, tag, errorPages, since });
        const route = { socketPath: worker.socket, agent: agents.agentOf(request.socket) };
        return forwardRequest({ ...route, request, response, dropped, onAnswer });
      }),
    upgrade: (request, { socket, head }, worker) =>
      pool.use(worker, async ({ agents, upgraded }) => {
        upgraded.add(socket);
        socket.once("close", () => upgraded.delete(socket));
        return passUpgrade({
          errorPages,
          socketPath: worker.socket,
          agent: agents.agentOf(socket),
          request,
          socket,
          head,
        });
      }),
    retire: pool.retire,
  };
}
